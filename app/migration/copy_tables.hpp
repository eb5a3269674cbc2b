#pragma once

// Takes one service's tables from the embedded engine to PostgreSQL.

#include "app/migration/progress.hpp"
#include "kit/sql/database.hpp"

#include <cstdint>
#include <string>

namespace boxoffice::app::migration {

/// Copies what is missing in `postgres`, then compares every row of both sides, and returns how many there are. Both
/// have the same schema, and nobody writes to either meanwhile. Throws base::StartupError, which names the table and
/// the row, when `postgres` holds something else.
kit::runtime::Task<std::int64_t> copy_tables(kit::sql::Database& sqlite, kit::sql::Database& postgres,
                                             std::string store, Progress& progress);

}  // namespace boxoffice::app::migration
