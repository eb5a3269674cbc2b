#pragma once

// What the orders service publishes on order-events.

#include "kit/messaging/outbox.hpp"
#include "services/orders/core/order.hpp"

namespace boxoffice::services::orders {

/// ORDER_CREATED for a PENDING order, ORDER_CONFIRMED for a CONFIRMED one, and so on.
[[nodiscard]] kit::messaging::Outbox::Entry message_of(const Order& order);

}  // namespace boxoffice::services::orders
