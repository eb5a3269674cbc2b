#pragma once

// For tests that show what a constraint prevents.

#include "kit/sql/database.hpp"

#include <string>
#include <vector>

namespace boxoffice::kit::testing {

/// Takes keys, checks, references and indexes out of these tables; what is in them stays. One that refers to another
/// comes before it.
void drop_constraints(sql::Database& database, std::vector<std::string> tables);

}  // namespace boxoffice::kit::testing
