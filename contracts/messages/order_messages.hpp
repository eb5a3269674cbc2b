#pragma once

// What the orders service tells. Subject: the order's id. Nothing of the purchase waits for these messages; they are
// for those who watch (notifications, statistics).

#include "contracts/ids.hpp"
#include "contracts/topics.hpp"
#include "kit/base/time.hpp"
#include "kit/json/rules.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::contracts::messages {

struct OrderLine {
  TicketTypeId ticket_type_id{};
  std::string name{};
  std::int64_t quantity = 0;
  std::int64_t unit_price = 0;  // minor units of the order's currency

  friend bool operator==(const OrderLine&, const OrderLine&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderLine, (), (ticket_type_id, name, quantity, unit_price))

/// An order after what happened.
struct OrderState {
  static constexpr std::string_view topic = topics::order_events;

  OrderId order_id{};
  UserId user_id{};
  EventId event_id{};
  std::string status = "PENDING";
  std::vector<OrderLine> items{};
  std::int64_t ticket_quantity = 0;
  std::int64_t total_amount = 0;  // minor units
  std::string currency{};
  std::optional<kit::base::Timestamp> expires_at{};  // while PENDING
  std::optional<std::string> reason{};               // of the last change, where there is one

  [[nodiscard]] const std::string& subject() const { return order_id.str(); }
  static constexpr auto limits() {
    using namespace kit::json;
    return rules(one_of(&OrderState::status, "PENDING", "CONFIRMED", "CANCELLED", "EXPIRED", "REFUNDED"),
                 range(&OrderState::total_amount, 0, std::numeric_limits<std::int64_t>::max()),
                 format(&OrderState::currency, Format::currency), size(&OrderState::reason, 1, 500));
  }
  friend bool operator==(const OrderState&, const OrderState&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderState, (),
                      (order_id, user_id, event_id, status, items, ticket_quantity, total_amount, currency, expires_at,
                       reason))

struct OrderCreated : OrderState {
  static constexpr std::string_view type = "ORDER_CREATED";
};
BOOST_DESCRIBE_STRUCT(OrderCreated, (OrderState), ())

struct OrderConfirmed : OrderState {
  static constexpr std::string_view type = "ORDER_CONFIRMED";
};
BOOST_DESCRIBE_STRUCT(OrderConfirmed, (OrderState), ())

struct OrderCancelled : OrderState {
  static constexpr std::string_view type = "ORDER_CANCELLED";
};
BOOST_DESCRIBE_STRUCT(OrderCancelled, (OrderState), ())

struct OrderExpired : OrderState {
  static constexpr std::string_view type = "ORDER_EXPIRED";
};
BOOST_DESCRIBE_STRUCT(OrderExpired, (OrderState), ())

struct OrderRefunded : OrderState {
  static constexpr std::string_view type = "ORDER_REFUNDED";
};
BOOST_DESCRIBE_STRUCT(OrderRefunded, (OrderState), ())

}  // namespace boxoffice::contracts::messages
