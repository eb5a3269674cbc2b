#pragma once

// An audit's report for people and for programs.

#include "app/audit/audit.hpp"

#include <string>

namespace boxoffice::app::audit {

/// A table of the invariants and, below it, the rows that break one.
[[nodiscard]] std::string to_table(const Report& report);

/// {ranAt, ok, invariants: [{name, statement, ok, checked, violations: [{subject, problem}]}], underWay}.
[[nodiscard]] std::string to_json(const Report& report);

}  // namespace boxoffice::app::audit
