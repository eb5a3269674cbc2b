#pragma once

// Compares what the system answered with what its stock says.

#include "bench/load/scenario.hpp"
#include "bench/load/stage.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace boxoffice::bench {

/// A sentence for each thing that cannot be: sums that do not add up, more taken than there was, an attempt that was
/// answered but took nothing. Attempts that failed may or may not have taken theirs.
[[nodiscard]] std::vector<std::string> audit_stock(const Stock& stock, const Totals& totals,
                                                   std::int64_t tickets_per_attempt);

}  // namespace boxoffice::bench
