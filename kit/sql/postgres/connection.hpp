#pragma once

// One connection to PostgreSQL: prepares, binds and runs statements within limits of time, and turns the server's
// answers into the exceptions of the kit. libpq stays behind it.

#include "kit/base/failure.hpp"
#include "kit/sql/postgres/postgres_database.hpp"
#include "kit/sql/value.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::sql {

/// The transaction lost against another (serialization failure, deadlock): nothing of it is left, run it again.
class TransactionLost : public base::Unavailable {
 public:
  using Unavailable::Unavailable;
};

/// The server refuses us for a reason that does not pass by itself: role, password, database, version.
class ConnectionRefused : public base::StartupError {
 public:
  using StartupError::StartupError;
};

/// Used by one thread at a time. Errors of run():
///   ConstraintViolation   a constraint refused the statement;
///   TransactionLost       see there;
///   base::Unavailable     no answer within the limits, out of disk or memory, or the connection broke: see
///   is_broken(); std::logic_error      the statement is wrong.
class PostgresConnection {
 public:
  struct Outcome {
    Rows rows{};
    std::int64_t changed = 0;  // rows that an INSERT, UPDATE or DELETE changed
    bool has_written = false;  // whether that were any
    std::string tag{};         // what the server did, as "COMMIT" or "INSERT 0 1"
  };

  /// Connects. Throws base::Unavailable when the server cannot be reached or takes no more connections now,
  /// ConnectionRefused when it refuses.
  explicit PostgresConnection(const PostgresOptions& options);
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  /// Runs one statement to its end. It is prepared once per text and kept, so texts should be constants.
  Outcome run(std::string_view statement, std::span<const Argument> arguments = {});

  /// True when only a new connection helps.
  [[nodiscard]] bool is_broken() const;
  /// False too when the connection is broken.
  [[nodiscard]] bool in_transaction() const;

  /// `name` as it stands in statements.
  [[nodiscard]] std::string quoted(std::string_view name) const;

  [[nodiscard]] int socket() const;
  /// Reads what has arrived and returns the channels that other connections notified.
  [[nodiscard]] std::vector<std::string> take_notifications();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boxoffice::kit::sql
