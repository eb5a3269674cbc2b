#pragma once

// What an audit finds.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::app::audit {

/// One row that breaks an invariant.
struct Violation {
  std::string subject;  // the row: "order 0190..."; the same in every audit that finds it
  std::string problem;  // a sentence
};

/// How many violations of one invariant are kept; who breaks more has one cause.
inline constexpr std::size_t violations_limit = 1000;

/// How one invariant fares.
struct Verdict {
  std::int64_t checked = 0;
  std::vector<Violation> violations{};

  void violate(std::string subject, std::string problem) {
    if (violations.size() < violations_limit) violations.push_back({std::move(subject), std::move(problem)});
  }
};

}  // namespace boxoffice::app::audit
