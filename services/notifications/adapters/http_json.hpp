#pragma once

// What clients send to and get from the notifications service.

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"
#include "kit/json/page.hpp"
#include "kit/json/rules.hpp"
#include "services/notifications/core/notification.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace boxoffice::services::notifications {

struct NotificationQuery {
  std::optional<bool> unread{};
  std::optional<std::string> cursor{};
  std::int64_t limit = 20;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&NotificationQuery::cursor, 1, 200), range(&NotificationQuery::limit, 1, 100),
                 with_default(&NotificationQuery::limit));
  }
};
BOOST_DESCRIBE_STRUCT(NotificationQuery, (), (unread, cursor, limit))

/// Where a notification leads to, and its raw values.
struct TargetView {
  std::string kind{};
  std::optional<contracts::OrderId> order_id{};
  std::optional<contracts::EventId> event_id{};
  std::optional<contracts::TicketId> ticket_id{};
  std::map<std::string, std::string> params{};
};
BOOST_DESCRIBE_STRUCT(TargetView, (), (kind, order_id, event_id, ticket_id, params))

struct NotificationView {
  contracts::NotificationId id{};
  std::string type{};
  std::string title{};
  std::string message{};
  TargetView data{};
  kit::base::Timestamp created_at{};
  bool read = false;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(one_of(&NotificationView::type, "order", "payment", "ticket", "event", "user"));
  }
};
BOOST_DESCRIBE_STRUCT(NotificationView, (), (id, type, title, message, data, created_at, read))

struct UnreadView {
  std::int64_t unread = 0;
};
BOOST_DESCRIBE_STRUCT(UnreadView, (), (unread))

[[nodiscard]] NotificationView view_of(const Notification& notification);

}  // namespace boxoffice::services::notifications
