#pragma once

// What the tickets service does with what others tell.

#include "kit/messaging/subscription.hpp"
#include "kit/telemetry/telemetry.hpp"

#include <vector>

namespace boxoffice::services::tickets {

/// event-notifications: the inventory follows the event. `telemetry` outlives the subscriptions.
[[nodiscard]] std::vector<kit::messaging::Subscription> subscriptions(kit::telemetry::Telemetry& telemetry);

}  // namespace boxoffice::services::tickets
