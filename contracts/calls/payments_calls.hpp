#pragma once

// What orders asks of payments (service tokens only). Every call is idempotent per order.

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"
#include "kit/json/rules.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::contracts {

/// How somebody pays. `token` stands for a card that the provider knows; cash is taken by staff and has none.
struct PaymentMethod {
  std::string type = "card";
  std::optional<std::string> token{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(one_of(&PaymentMethod::type, "card", "cash"), size(&PaymentMethod::token, 1, 100));
  }
};
BOOST_DESCRIBE_STRUCT(PaymentMethod, (), (type, token))

/// POST /api/payments/start -> 202: opens a payment for the order unless one is open or succeeded, and lets it run.
/// What comes of it is told by payment-events, also that the provider does not know the token. 409 ORDER_NOT_PAYABLE
/// when the order's gate is closed, PAYMENT_IN_PROGRESS for cash while a card is being charged or was.
struct StartPayment {
  OrderId order_id{};
  UserId user_id{};
  std::int64_t amount = 0;  // minor units
  std::string currency{};
  PaymentMethod payment_method{};
  std::optional<kit::base::Timestamp> expires_at{};  // of the order's hold

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(format(&StartPayment::order_id, Format::uuid), format(&StartPayment::user_id, Format::uuid),
                 range(&StartPayment::amount, 0, INT64_MAX), format(&StartPayment::currency, Format::currency));
  }
};
BOOST_DESCRIBE_STRUCT(StartPayment, (), (order_id, user_id, amount, currency, payment_method, expires_at))

/// POST /api/payments/close/{orderId} -> 200 GateClosed: no new payment may start. With `unless_open` nothing is closed
/// while a payment is open or has succeeded.
struct CloseGate {
  bool unless_open = false;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(with_default(&CloseGate::unless_open));
  }
};
BOOST_DESCRIBE_STRUCT(CloseGate, (), (unless_open))

/// `payment_open`: a payment of the order is PENDING or SUCCEEDED, so its outcome decides.
struct GateClosed {
  bool closed = false;
  bool payment_open = false;
};
BOOST_DESCRIBE_STRUCT(GateClosed, (), (closed, payment_open))

/// POST /api/payments/refund/{orderId} -> 202: gives back what the order's payment took; PAYMENT_REFUNDED says when it
/// is done. 404 when the order has no payment that succeeded.
struct RefundPayment {
  std::string reason{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&RefundPayment::reason, 1, 500));
  }
};
BOOST_DESCRIBE_STRUCT(RefundPayment, (), (reason))

}  // namespace boxoffice::contracts
