#pragma once

// The embedded SQL engine: one SQLite file per service in WAL mode, safe for several processes.
//
// Writes: one writer thread per process. All functions that wait when a commit ends go into the next transaction, one
// fsync (synchronous=FULL), then all are answered; it never waits to gather. Between processes SQLite's own lock
// serialises. Reads: a pool of read-only connections, a snapshot per call.

#include "kit/sql/database.hpp"
#include "kit/sql/sqlite/connection.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>

namespace boxoffice::kit::sql {

struct SqliteOptions {
  std::filesystem::path file{};    // created with its folder when missing
  std::size_t readers = 2;         // reader threads, each with its connection
  std::size_t queue_limit = 8192;  // writes (and, separately, reads) that may wait
  std::size_t batch_limit = 256;   // functions in one transaction
  std::chrono::milliseconds busy_timeout{5000};
  Synchronous synchronous = Synchronous::full;
  bool keep_log_file = false;  // see ConnectionOptions

  /// Called on the writer's thread after each commit with the number of functions in it (metrics, tests).
  std::function<void(std::size_t functions)> on_commit{};
};

/// Throws base::StartupError when the file cannot be opened or is not a database. Destroy the database before the
/// io_contexts whose coroutines wait for it: its destructor finishes what is queued and posts the answers.
std::unique_ptr<Database> open_sqlite(SqliteOptions options);

}  // namespace boxoffice::kit::sql
