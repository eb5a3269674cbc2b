#pragma once

// The body of POST /api/orders for one ticket of a sale.

#include "bench/load/stage.hpp"

#include <string>

namespace boxoffice::bench {

[[nodiscard]] std::string unpaid_order(const Sale& sale);
/// Paid at once with a card that succeeds.
[[nodiscard]] std::string paid_order(const Sale& sale);

}  // namespace boxoffice::bench
