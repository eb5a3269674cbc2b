#pragma once

// PostgreSQL as an engine that many machines share: a schema per service, a pool of connections with one thread each.
//
// Writes run as serialisable transactions, so that a function sees the same guarantees as on the embedded engine: as if
// all functions ran one after the other. One that loses against another runs again. Reads have one snapshot per call.

#include "kit/sql/database.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace boxoffice::kit::sql {

struct PostgresOptions {
  std::string url{};            // postgres://user:password@host:port/database?sslmode=...; see libpq's manual, 34.1.1
  std::string schema{};         // the service's own; made when it is missing and the role may
  std::size_t connections = 8;  // each with a thread; opened when needed
  std::size_t queue_limit = 8192;  // calls that may wait for a connection
  std::chrono::seconds connect_limit{3};
  std::chrono::milliseconds statement_limit{5000};
  std::chrono::milliseconds lock_limit{3000};  // how long a statement waits for a row that another transaction holds
  std::chrono::milliseconds contention_limit{5000};  // how long a function is tried that loses against others
  std::chrono::milliseconds startup_limit{10'000};   // how long open_postgres() tries to reach a server
};

/// Throws base::StartupError, which names DATABASE_URL, when the URL is wrong, the server cannot be reached within
/// `startup_limit`, refuses the role or the database, or is older than PostgreSQL 15. Destroy the database before the
/// io_contexts whose coroutines wait for it.
std::unique_ptr<Database> open_postgres(PostgresOptions options);

/// The same database for reading only: nothing is made, and write() throws.
std::unique_ptr<Database> observe_postgres(PostgresOptions options);

/// True for the URLs that open_postgres() takes: "postgres://" or "postgresql://".
[[nodiscard]] bool is_postgres_url(std::string_view url);

}  // namespace boxoffice::kit::sql
