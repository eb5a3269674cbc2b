#include "services/orders/adapters/messages.hpp"

#include "contracts/messages/message.hpp"
#include "contracts/messages/order_messages.hpp"
#include "kit/base/ensure.hpp"

#include <string>
#include <utility>

namespace boxoffice::services::orders {

namespace {

template <class Message>
kit::messaging::Outbox::Entry entry_of(const Order& order) {
  Message message;
  message.order_id = order.id;
  message.user_id = order.user_id;
  message.event_id = order.event_id;
  message.status = to_text(order.status);
  for (const OrderItem& item : order.items) {
    message.items.push_back({.ticket_type_id = item.ticket_type_id,
                             .name = item.name,
                             .quantity = item.quantity,
                             .unit_price = item.unit_price});
  }
  message.ticket_quantity = order.ticket_quantity;
  message.total_amount = order.total_amount;
  message.currency = order.currency;
  if (order.status == OrderStatus::pending) message.expires_at = order.expires_at;
  message.reason = order.reason;
  return contracts::messages::to_entry<kit::messaging::Outbox::Entry>(message);
}

}  // namespace

kit::messaging::Outbox::Entry message_of(const Order& order) {
  using namespace contracts::messages;
  switch (order.status) {
    case OrderStatus::pending:
      return entry_of<OrderCreated>(order);
    case OrderStatus::confirmed:
      return entry_of<OrderConfirmed>(order);
    case OrderStatus::cancelled:
      return entry_of<OrderCancelled>(order);
    case OrderStatus::expired:
      return entry_of<OrderExpired>(order);
    case OrderStatus::refunded:
      return entry_of<OrderRefunded>(order);
    case OrderStatus::reserving:
    case OrderStatus::rejected:
      break;
  }
  kit::base::ensure(false, "nothing is told of an order that nobody can see");
  std::unreachable();
}

}  // namespace boxoffice::services::orders
