#pragma once

// Schema changes of a service: numbered SQL files, applied once, in order, under a lock.

#include "kit/sql/database.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::sql {

/// One file of services/<name>/migrations. "0001_create_orders.sql" runs everywhere; "0002_search.sqlite.sql" and
/// "0002_search.postgres.sql" only on their engine. Statements are separated by ';' at the end of a line.
struct Migration {
  std::string_view name;
  std::string_view sql;
};

/// Applies what is missing, each file in its own transaction, and records name and SHA-256 in schema_migrations. The
/// list is everything that this database ever gets, in order, in one call: an applied name that is not in it counts as
/// written by a newer version. Several processes may call it at once: one applies, the others wait. Throws
/// base::StartupError when an applied file has changed since, when the database was written by a newer version, or
/// when a statement is refused (its file is then not applied at all). Returns the names applied by this call.
runtime::Task<std::vector<std::string>> migrate(Database& database, std::vector<Migration> migrations);

}  // namespace boxoffice::kit::sql
