#include "services/orders/core/order.hpp"

#include "kit/base/failure.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace boxoffice::services::orders {

namespace {

constexpr std::array<std::pair<OrderStatus, std::string_view>, 7> names{{{OrderStatus::reserving, "RESERVING"},
                                                                         {OrderStatus::rejected, "REJECTED"},
                                                                         {OrderStatus::pending, "PENDING"},
                                                                         {OrderStatus::confirmed, "CONFIRMED"},
                                                                         {OrderStatus::cancelled, "CANCELLED"},
                                                                         {OrderStatus::expired, "EXPIRED"},
                                                                         {OrderStatus::refunded, "REFUNDED"}}};

}  // namespace

std::string_view to_text(OrderStatus status) {
  return std::ranges::find(names, status, &std::pair<OrderStatus, std::string_view>::first)->second;
}

OrderStatus status_from_text(std::string_view text) {
  const auto* const found = std::ranges::find(names, text, &std::pair<OrderStatus, std::string_view>::second);
  if (found == names.end()) throw kit::base::Unreadable("an order is stored with an unknown status");
  return found->first;
}

}  // namespace boxoffice::services::orders
