#pragma once

// One connection to a SQLite file in WAL mode: prepares, binds and steps statements, and turns SQLite's result codes
// into the exceptions of the kit. The embedded adapters (sql, cache, documents, messaging) are built on it.

#include "kit/sql/value.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace boxoffice::kit::sql {

enum class Access : std::uint8_t {
  read_only,   // the file must exist; writes are refused by SQLite
  observe,     // the same, and no file is made, changed or removed, not even after a crash; for one look, soon outdated
  read_write,  // creates the file and its folder when they are missing
};

/// When a commit counts as done: `full` after fsync of the log, `off` at once (survives kill -9, not a power cut).
enum class Synchronous : std::uint8_t { off, full };

struct ConnectionOptions {
  std::filesystem::path file{};
  Access access = Access::read_write;
  Synchronous synchronous = Synchronous::full;
  std::chrono::milliseconds busy_timeout{5000};  // how long to wait for another connection's write lock
  bool keep_log_file = false;                    // closing never unlinks the -wal file (for files that get replaced)
};

/// Used by one thread at a time. Foreign keys are enforced. Errors:
///   ConstraintViolation   a constraint refused the statement (the statement is undone, the transaction goes on);
///   base::Unavailable     locked for longer than busy_timeout, disk full, I/O error: after it check in_transaction();
///   base::StartupError    the file is damaged, not a database, or cannot be opened;
///   std::logic_error      the statement is wrong (syntax, parameters, several statements in one text).
class SqliteConnection {
 public:
  struct Outcome {
    Rows rows{};
    std::int64_t changed = 0;  // rows that an INSERT, UPDATE or DELETE changed, without those changed by triggers
    bool has_written = false;  // whether there is something to undo: rows, also by triggers, or a change of the schema
  };

  explicit SqliteConnection(ConnectionOptions options);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  /// Runs one statement to its end. Parameters are named $1, $2, ... and bound by that number. The statement is
  /// prepared once per text and kept, so texts should be constants.
  Outcome run(std::string_view statement, std::span<const Argument> arguments = {});

  template <class... Arguments>
  Rows query(std::string_view statement, const Arguments&... arguments) {
    return run(statement, std::array<Argument, sizeof...(Arguments)>{to_argument(arguments)...}).rows;
  }
  template <class... Arguments>
  std::int64_t execute(std::string_view statement, const Arguments&... arguments) {
    return run(statement, std::array<Argument, sizeof...(Arguments)>{to_argument(arguments)...}).changed;
  }

  /// True between BEGIN and COMMIT or ROLLBACK. False after an error says that SQLite itself rolled back.
  [[nodiscard]] bool in_transaction() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boxoffice::kit::sql
