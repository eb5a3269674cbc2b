#pragma once

// A write transaction on a connection of this folder.

#include "kit/sql/sqlite/connection.hpp"

namespace boxoffice::kit::messaging {

/// Runs `step` between BEGIN IMMEDIATE and COMMIT and returns its value; rolls back when it throws.
template <class Step>
auto in_transaction(sql::SqliteConnection& connection, Step step) {
  // Some errors (a full disk) end the transaction in SQLite itself.
  struct Rollback {
    sql::SqliteConnection& connection;
    ~Rollback() {
      try {
        if (connection.in_transaction()) connection.execute("ROLLBACK");
      } catch (...) {
        // SQLite has rolled back or will when the connection is closed; the first exception is the one to report.
      }
    }
  };
  connection.execute("BEGIN IMMEDIATE");
  const Rollback rollback{connection};
  auto value = step();
  connection.execute("COMMIT");
  return value;
}

}  // namespace boxoffice::kit::messaging
