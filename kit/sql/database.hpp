#pragma once

// The SQL port. A service writes portable SQL with $1-style parameters; a DATABASE_URL chooses SQLite or PostgreSQL.
//
//   const auto order = co_await database.read([id](Session& session) { return find_order(session, id); });
//   co_await database.write([=](Transaction& transaction) { insert_order(transaction, order); });
//
// The functions are synchronous and run on the database's own threads: no coroutine ever holds a transaction open.

#include "kit/runtime/task.hpp"
#include "kit/sql/value.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace boxoffice::kit::sql {

enum class Dialect : std::uint8_t { sqlite, postgres };

/// A UNIQUE, CHECK, NOT NULL or foreign key constraint refused a write. Adapters of services translate it into a value.
class ConstraintViolation : public std::runtime_error {
 public:
  enum class Kind : std::uint8_t { unique, check, foreign_key, not_null };

  ConstraintViolation(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  [[nodiscard]] Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// Reads on one consistent snapshot. Lives only inside the function it was given to, on that function's thread.
class Session {
 public:
  virtual ~Session() = default;

  /// Runs a statement that returns rows. Statements are prepared once per connection and text; keep texts constant.
  template <class... Arguments>
  Rows query(std::string_view statement, const Arguments&... arguments) {
    return run(statement, std::array<Argument, sizeof...(Arguments)>{to_argument(arguments)...}).rows;
  }
  Rows query_list(std::string_view statement, std::span<const Argument> arguments) {
    return run(statement, arguments).rows;
  }
  /// The first row, or nullopt when there is none.
  template <class... Arguments>
  std::optional<Row> query_one(std::string_view statement, const Arguments&... arguments) {
    Rows rows = query(statement, arguments...);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }
  [[nodiscard]] virtual Dialect dialect() const = 0;

 protected:
  struct Outcome {
    Rows rows;
    std::int64_t changed = 0;
  };
  virtual Outcome run(std::string_view statement, std::span<const Argument> arguments) = 0;
};

/// Reads and writes that commit together or not at all.
class Transaction : public Session {
 public:
  /// Runs an INSERT, UPDATE or DELETE and returns the number of rows it changed. Throws ConstraintViolation, after
  /// which the transaction may go on only if the statement ran inside attempt().
  template <class... Arguments>
  std::int64_t execute(std::string_view statement, const Arguments&... arguments) {
    return run(statement, std::array<Argument, sizeof...(Arguments)>{to_argument(arguments)...}).changed;
  }
  std::int64_t execute_list(std::string_view statement, std::span<const Argument> arguments) {
    return run(statement, arguments).changed;
  }

  /// Runs `step` inside a savepoint: an exception undoes only what `step` did, and is thrown on.
  virtual void attempt(const std::function<void()>& step) = 0;

  /// Calls `effect` after the commit, on a thread of the database and before the caller goes on: a log line or a
  /// counter, which must not tell of what came to nothing or ran again. It neither waits nor throws.
  virtual void after_commit(std::function<void()> effect) = 0;

  /// After the commit, wakes everyone who listens to `channel` (Database::listen), in this process and in others.
  virtual void notify(std::string_view channel) = 0;
};

/// Ends a listening when destroyed; may be destroyed on any thread. The callback does not run after that.
using Listening = std::shared_ptr<void>;

/// A database of one service. Safe from any thread. Throws base::Unavailable when the engine cannot be reached in time
/// and base::Overloaded when too many calls wait.
///
/// A function may refer to what its caller owns: it never runs after the call has ended. When the caller is cancelled,
/// a function that has not begun never begins, and the call ends; while the function runs, the call waits for its end.
class Database {
 public:
  virtual ~Database() = default;

  /// Runs `function(Transaction&)` in a transaction and returns its value once that is durable. The transaction is
  /// rolled back, and nothing is left of it, when the function throws or returns an unexpected Result. It may run more
  /// than once (it lost against another transaction, or shared one with a function that failed), so it must not change
  /// what it captures in a way that a repeat would see.
  template <class Function>
  runtime::Task<std::invoke_result_t<Function&, Transaction&>> write(Function function);

  /// Runs `function(Session&)` on one snapshot that contains every write answered before the call.
  template <class Function>
  runtime::Task<std::invoke_result_t<Function&, Session&>> read(Function function);

  /// Calls `callback` soon after a commit that notified `channel`, by whichever process. It may be called without
  /// reason and from any thread, so it only wakes a worker. It is a hint: look once a second besides.
  [[nodiscard]] virtual Listening listen(std::string channel, std::function<void()> callback) = 0;

  /// Runs a statement outside any transaction and reports whether the engine answers (health checks).
  virtual runtime::Task<bool> healthy() = 0;

  [[nodiscard]] virtual Dialect dialect() const = 0;

 protected:
  /// What write() hands to an engine: true = commit. Exceptions roll back and are thrown on to the awaiting caller.
  using WriteStep = std::move_only_function<bool(Transaction&)>;
  using ReadStep = std::move_only_function<void(Session&)>;

  virtual runtime::Task<> write_erased(WriteStep step) = 0;
  virtual runtime::Task<> read_erased(ReadStep step) = 0;
};

// Implementation details follow.

namespace detail {
template <class T>
concept ResultLike = requires(const T& result) {
  { result.has_value() } -> std::same_as<bool>;
  result.error();
};

template <class Answer>
using Slot = std::conditional_t<std::is_void_v<Answer>, std::optional<char>, std::optional<Answer>>;
}  // namespace detail

template <class Function>
runtime::Task<std::invoke_result_t<Function&, Transaction&>> Database::write(Function function) {
  using Answer = std::invoke_result_t<Function&, Transaction&>;
  auto slot = std::make_shared<detail::Slot<Answer>>();  // shared: the engine may still run it when the caller is gone
  co_await write_erased([slot, step = std::move(function)](Transaction& transaction) mutable {
    if constexpr (std::is_void_v<Answer>) {
      step(transaction);
      return true;
    } else {
      slot->emplace(step(transaction));
      if constexpr (detail::ResultLike<Answer>) return (*slot)->has_value();
      return true;
    }
  });
  if constexpr (!std::is_void_v<Answer>) co_return std::move(**slot);
}

template <class Function>
runtime::Task<std::invoke_result_t<Function&, Session&>> Database::read(Function function) {
  using Answer = std::invoke_result_t<Function&, Session&>;
  auto slot = std::make_shared<detail::Slot<Answer>>();
  co_await read_erased([slot, step = std::move(function)](Session& session) mutable {
    if constexpr (std::is_void_v<Answer>) {
      step(session);
    } else {
      slot->emplace(step(session));
    }
  });
  if constexpr (!std::is_void_v<Answer>) co_return std::move(**slot);
}

}  // namespace boxoffice::kit::sql
