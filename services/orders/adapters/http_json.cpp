#include "services/orders/adapters/http_json.hpp"

#include "kit/base/ensure.hpp"
#include "services/orders/core/saga.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace boxoffice::services::orders {

namespace {

// Every visible status with its view.
constexpr std::array<std::pair<OrderStatus, OrderStatusView>, 5> views{
    {{OrderStatus::pending, OrderStatusView::pending},
     {OrderStatus::confirmed, OrderStatusView::confirmed},
     {OrderStatus::cancelled, OrderStatusView::cancelled},
     {OrderStatus::expired, OrderStatusView::expired},
     {OrderStatus::refunded, OrderStatusView::refunded}}};

OrderStatusView view_of(OrderStatus status) {
  const auto* const found = std::ranges::find(views, status, &std::pair<OrderStatus, OrderStatusView>::first);
  kit::base::ensure(found != views.end(), "only visible orders are shown");
  return found->second;
}

std::optional<std::string> text_of(const std::optional<std::string>& reason) {
  return reason ? std::optional(std::string(sentence_of(*reason))) : std::nullopt;
}

}  // namespace

OrderStatus status_of(OrderStatusView status) {
  return std::ranges::find(views, status, &std::pair<OrderStatus, OrderStatusView>::second)->first;
}

OrderView view_of(const Order& order) {
  OrderView view{.id = order.id,
                 .user_id = order.user_id,
                 .event_id = order.event_id,
                 .status = view_of(order.status),
                 .reason = order.reason,
                 .reason_text = text_of(order.reason),
                 .ticket_quantity = order.ticket_quantity,
                 .total_amount = order.total_amount,
                 .currency = order.currency,
                 .created_at = order.created_at,
                 .updated_at = order.updated_at};
  if (order.status == OrderStatus::pending) view.expires_at = order.expires_at;
  for (const OrderItem& item : order.items) {
    view.items.push_back({.ticket_type_id = item.ticket_type_id,
                          .name = item.name,
                          .quantity = item.quantity,
                          .unit_price = item.unit_price});
  }
  for (const HistoryEntry& entry : order.history) {
    view.history.push_back({.status = view_of(entry.status),
                            .at = entry.at,
                            .reason = entry.reason,
                            .reason_text = text_of(entry.reason)});
  }
  return view;
}

}  // namespace boxoffice::services::orders
