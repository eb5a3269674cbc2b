#pragma once

// What clients send to and get from the payments service beyond the calls of other services (contracts/calls).

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"
#include "kit/json/page.hpp"
#include "kit/json/rules.hpp"
#include "services/payments/core/payment.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::services::payments {

/// How a buyer pays; cash is taken by staff.
struct CardMethod {
  std::string type = "card";
  std::string token{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(one_of(&CardMethod::type, "card"), size(&CardMethod::token, 1, 100));
  }
};
BOOST_DESCRIBE_STRUCT(CardMethod, (), (type, token))

struct ProcessBody {
  contracts::OrderId order_id{};
  CardMethod payment_method{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(format(&ProcessBody::order_id, Format::uuid));
  }
};
BOOST_DESCRIBE_STRUCT(ProcessBody, (), (order_id, payment_method))

struct PaymentRefundBody {
  std::optional<std::string> reason{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&PaymentRefundBody::reason, 1, 500));
  }
};
BOOST_DESCRIBE_STRUCT(PaymentRefundBody, (), (reason))

struct PaymentQuery {
  std::optional<contracts::OrderId> order_id{};
  std::optional<contracts::UserId> user_id{};
  std::optional<PaymentStatus> status{};
  std::optional<kit::base::Timestamp> from{};
  std::optional<kit::base::Timestamp> to{};
  std::optional<std::string> sort{};
  std::optional<std::string> cursor{};
  std::optional<std::string> format{};
  std::int64_t limit = 20;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(kit::json::format(&PaymentQuery::order_id, Format::uuid),
                 kit::json::format(&PaymentQuery::user_id, Format::uuid),
                 one_of(&PaymentQuery::sort, "createdAt", "-createdAt"), size(&PaymentQuery::cursor, 1, 200),
                 one_of(&PaymentQuery::format, "json", "csv"), range(&PaymentQuery::limit, 1, 100),
                 with_default(&PaymentQuery::limit));
  }
};
BOOST_DESCRIBE_STRUCT(PaymentQuery, (), (order_id, user_id, status, from, to, sort, cursor, format, limit))

struct PaymentView {
  contracts::PaymentId id{};
  contracts::OrderId order_id{};
  contracts::UserId user_id{};
  std::int64_t amount = 0;
  std::string currency{};
  std::string method{};
  PaymentStatus status{};
  std::optional<FailureCode> failure_code{};
  kit::base::Timestamp created_at{};
  kit::base::Timestamp updated_at{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(one_of(&PaymentView::method, "card", "cash"));
  }
};
BOOST_DESCRIBE_STRUCT(PaymentView, (),
                      (id, order_id, user_id, amount, currency, method, status, failure_code, created_at, updated_at))

/// What the simulator sends. Whatever a webhook says besides is not believed.
struct WebhookBody {
  contracts::PaymentId payment_id{};
};
BOOST_DESCRIBE_STRUCT(WebhookBody, (), (payment_id))

struct WebhookReceipt {
  bool duplicate = false;
};
BOOST_DESCRIBE_STRUCT(WebhookReceipt, (), (duplicate))

[[nodiscard]] PaymentView view_of(const Payment& payment);

}  // namespace boxoffice::services::payments
