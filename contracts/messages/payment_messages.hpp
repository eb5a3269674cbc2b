#pragma once

// What the payments service tells; orders moves by it. Subject: the order's id.

#include "contracts/ids.hpp"
#include "contracts/topics.hpp"
#include "kit/json/rules.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace boxoffice::contracts::messages {

/// A payment after what happened.
struct PaymentState {
  static constexpr std::string_view topic = topics::payment_events;

  PaymentId payment_id{};
  OrderId order_id{};
  UserId user_id{};
  std::int64_t amount = 0;  // minor units
  std::string currency{};
  std::string method = "card";

  [[nodiscard]] const std::string& subject() const { return order_id.str(); }
  static constexpr auto limits() {
    using namespace kit::json;
    return rules(range(&PaymentState::amount, 0, std::numeric_limits<std::int64_t>::max()),
                 format(&PaymentState::currency, Format::currency), one_of(&PaymentState::method, "card", "cash"));
  }
  friend bool operator==(const PaymentState&, const PaymentState&) = default;
};
BOOST_DESCRIBE_STRUCT(PaymentState, (), (payment_id, order_id, user_id, amount, currency, method))

struct PaymentSucceeded : PaymentState {
  static constexpr std::string_view type = "PAYMENT_SUCCEEDED";
};
BOOST_DESCRIBE_STRUCT(PaymentSucceeded, (PaymentState), ())

/// The provider has refused or voided it for good; no money moved.
struct PaymentFailed : PaymentState {
  static constexpr std::string_view type = "PAYMENT_FAILED";

  std::string failure_code = "DECLINED";

  static constexpr auto limits() {
    using namespace kit::json;
    return std::tuple_cat(PaymentState::limits(), rules(one_of(&PaymentFailed::failure_code, "DECLINED",
                                                               "INSUFFICIENT_FUNDS", "TIMEOUT", "HOLD_EXPIRED")));
  }
  friend bool operator==(const PaymentFailed&, const PaymentFailed&) = default;
};
BOOST_DESCRIBE_STRUCT(PaymentFailed, (PaymentState), (failure_code))

/// The money has gone back.
struct PaymentRefunded : PaymentState {
  static constexpr std::string_view type = "PAYMENT_REFUNDED";

  std::optional<std::string> reason{};

  static constexpr auto limits() {
    using namespace kit::json;
    return std::tuple_cat(PaymentState::limits(), rules(size(&PaymentRefunded::reason, 1, 500)));
  }
  friend bool operator==(const PaymentRefunded&, const PaymentRefunded&) = default;
};
BOOST_DESCRIBE_STRUCT(PaymentRefunded, (PaymentState), (reason))

}  // namespace boxoffice::contracts::messages
