#pragma once

// A look into a database, for what a test wants to know of its tables.

#include "kit/sql/database.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace boxoffice::kit::testing {

/// The first column of all rows that `statement` finds.
[[nodiscard]] std::vector<std::string> texts_in(sql::Database& database, std::string statement);

/// The first column of the first row.
[[nodiscard]] std::int64_t number_in(sql::Database& database, std::string statement);

}  // namespace boxoffice::kit::testing
