#pragma once

// What clients send to and get from the orders service, with the rules of each member.

#include "contracts/calls/payments_calls.hpp"
#include "contracts/calls/tickets_calls.hpp"
#include "contracts/ids.hpp"
#include "kit/base/money.hpp"
#include "kit/base/time.hpp"
#include "kit/json/page.hpp"
#include "kit/json/rules.hpp"
#include "services/orders/core/order.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::services::orders {

inline constexpr std::size_t reason_limit = 200;  // characters

/// The statuses that can be seen.
enum class OrderStatusView : std::uint8_t { pending, confirmed, cancelled, expired, refunded };
BOOST_DESCRIBE_ENUM(OrderStatusView, pending, confirmed, cancelled, expired, refunded)

struct PlaceOrder {
  contracts::EventId event_id{};
  std::vector<contracts::QuantityLine> items{};
  std::optional<contracts::PaymentMethod> payment_method{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(format(&PlaceOrder::event_id, Format::uuid),
                 count(&PlaceOrder::items, 1, contracts::order_lines_limit));
  }
};
BOOST_DESCRIBE_STRUCT(PlaceOrder, (), (event_id, items, payment_method))

struct CancelOrder {
  std::optional<std::string> reason{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&CancelOrder::reason, 1, reason_limit), single_line(&CancelOrder::reason));
  }
};
BOOST_DESCRIBE_STRUCT(CancelOrder, (), (reason))

struct RefundOrder {
  std::string reason{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&RefundOrder::reason, 1, reason_limit), single_line(&RefundOrder::reason));
  }
};
BOOST_DESCRIBE_STRUCT(RefundOrder, (), (reason))

struct OrderQuery {
  std::optional<contracts::UserId> user_id{};
  std::optional<contracts::EventId> event_id{};
  std::optional<OrderStatusView> status{};
  std::optional<kit::base::Timestamp> from{};
  std::optional<kit::base::Timestamp> to{};
  std::optional<std::string> sort{};
  std::optional<std::string> cursor{};
  std::optional<std::string> format{};
  std::int64_t limit = 20;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(kit::json::format(&OrderQuery::user_id, Format::uuid),
                 kit::json::format(&OrderQuery::event_id, Format::uuid),
                 one_of(&OrderQuery::sort, "createdAt", "-createdAt"), size(&OrderQuery::cursor, 1, 200),
                 one_of(&OrderQuery::format, "json", "csv"), range(&OrderQuery::limit, 1, 100),
                 with_default(&OrderQuery::limit));
  }
};
BOOST_DESCRIBE_STRUCT(OrderQuery, (), (user_id, event_id, status, from, to, sort, cursor, format, limit))

struct StatisticsQuery {
  std::optional<kit::base::Timestamp> from{};
  std::optional<kit::base::Timestamp> to{};
  std::string bucket = "day";
  std::optional<contracts::EventId> event_id{};
  std::optional<std::string> group_by{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(one_of(&StatisticsQuery::bucket, "minute", "hour", "day"), with_default(&StatisticsQuery::bucket),
                 format(&StatisticsQuery::event_id, Format::uuid), one_of(&StatisticsQuery::group_by, "event"));
  }
};
BOOST_DESCRIBE_STRUCT(StatisticsQuery, (), (from, to, bucket, event_id, group_by))

struct OrderItemView {
  contracts::TicketTypeId ticket_type_id{};
  std::string name{};
  std::int64_t quantity = 0;
  std::int64_t unit_price = 0;
};
BOOST_DESCRIBE_STRUCT(OrderItemView, (), (ticket_type_id, name, quantity, unit_price))

struct HistoryView {
  OrderStatusView status{};
  kit::base::Timestamp at{};
  std::optional<std::string> reason{};       // HOLD_EXPIRED, EVENT_CANCELLED, or what a person wrote
  std::optional<std::string> reason_text{};  // the same as a sentence
};
BOOST_DESCRIBE_STRUCT(HistoryView, (), (status, at, reason, reason_text))

struct OrderView {
  contracts::OrderId id{};
  contracts::UserId user_id{};
  contracts::EventId event_id{};
  OrderStatusView status{};
  std::optional<std::string> reason{};  // of the last change: see HistoryView
  std::optional<std::string> reason_text{};
  std::vector<OrderItemView> items{};
  std::int64_t ticket_quantity = 0;
  std::int64_t total_amount = 0;
  std::string currency{};
  std::optional<kit::base::Timestamp> expires_at{};
  kit::base::Timestamp created_at{};
  kit::base::Timestamp updated_at{};
  std::vector<HistoryView> history{};
};
BOOST_DESCRIBE_STRUCT(OrderView, (),
                      (id, user_id, event_id, status, reason, reason_text, items, ticket_quantity, total_amount,
                       currency, expires_at, created_at, updated_at, history))

struct StatisticsBucket {
  kit::base::Timestamp at{};
  std::int64_t created = 0;
  std::int64_t confirmed = 0;
  std::int64_t cancelled = 0;
  std::int64_t expired = 0;
  std::int64_t refunded = 0;
  std::int64_t tickets = 0;                 // of confirmed orders
  std::vector<kit::base::Money> revenue{};  // of confirmed orders, by currency
};
BOOST_DESCRIBE_STRUCT(StatisticsBucket, (), (at, created, confirmed, cancelled, expired, refunded, tickets, revenue))

struct EventStatistics {
  contracts::EventId event_id{};
  std::int64_t orders = 0;
  std::int64_t tickets = 0;
  std::vector<kit::base::Money> revenue{};
};
BOOST_DESCRIBE_STRUCT(EventStatistics, (), (event_id, orders, tickets, revenue))

struct Statistics {
  std::vector<StatisticsBucket> buckets{};
  std::optional<std::vector<EventStatistics>> by_event{};
};
BOOST_DESCRIBE_STRUCT(Statistics, (), (buckets, by_event))

/// `order` must be visible.
[[nodiscard]] OrderView view_of(const Order& order);
[[nodiscard]] OrderStatus status_of(OrderStatusView status);

}  // namespace boxoffice::services::orders
