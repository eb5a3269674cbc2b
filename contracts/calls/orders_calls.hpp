#pragma once

// What payments asks of orders (service tokens only).

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"
#include "kit/json/rules.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::contracts {

/// GET /api/orders/snapshot/{orderId} -> 200; 404 for an order that does not exist (or is only being reserved).
struct OrderSnapshot {
  OrderId order_id{};
  UserId user_id{};
  std::string status{};  // PENDING, CONFIRMED, CANCELLED, EXPIRED, REFUNDED
  std::int64_t total_amount = 0;
  std::string currency{};
  std::optional<kit::base::Timestamp> expires_at{};  // of the hold, while PENDING
};
BOOST_DESCRIBE_STRUCT(OrderSnapshot, (), (order_id, user_id, status, total_amount, currency, expires_at))

/// POST /api/orders/refund-request/{orderId} -> 202: an administrator refunds a payment; the order's refund task does
/// it, so that money never moves alone. 409 INVALID_STATE.
struct RequestRefund {
  std::string reason{};
  UserId requested_by{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&RequestRefund::reason, 1, 500), format(&RequestRefund::requested_by, Format::uuid));
  }
};
BOOST_DESCRIBE_STRUCT(RequestRefund, (), (reason, requested_by))

}  // namespace boxoffice::contracts
