#pragma once

// The messages that move an order: rows 4, 5, 7 and 8 of the purchase.

#include "kit/messaging/subscription.hpp"
#include "services/orders/adapters/sql_steps.hpp"

#include <vector>

namespace boxoffice::services::orders {

/// `steps` and `clock` outlive the subscriptions.
[[nodiscard]] std::vector<kit::messaging::Subscription> subscriptions(const SqlSteps& steps,
                                                                      const kit::base::Clock& clock);

}  // namespace boxoffice::services::orders
