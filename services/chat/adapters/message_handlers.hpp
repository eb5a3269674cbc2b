#pragma once

// What the chat service does with what others tell.

#include "kit/messaging/subscription.hpp"

#include <vector>

namespace boxoffice::services::chat {

/// user-events: names follow.
[[nodiscard]] std::vector<kit::messaging::Subscription> subscriptions();

}  // namespace boxoffice::services::chat
