#pragma once

// Splits the text of a migration file into statements.

#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::sql {

/// A statement ends with ';' at the end of a line. A CREATE TRIGGER with BEGIN ends with a line "END;", and text
/// between two "$$" (the body of a PostgreSQL function) is never split. Lines that start with "--" are dropped. The
/// last statement may lack its ';'.
[[nodiscard]] std::vector<std::string> split_statements(std::string_view file);

}  // namespace boxoffice::kit::sql
