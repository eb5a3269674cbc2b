#pragma once

// What a person is told: one stored sentence about one business event.

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::services::notifications {

/// What happened; each kind stands for one message type.
enum class Kind : std::uint8_t {
  order_created,
  order_confirmed,
  order_cancelled,
  order_expired,
  order_refunded,
  payment_failed,
  payment_refunded,
  ticket_checked_in,
  check_in_undone,
  event_updated,
  event_cancelled,
  user_registered,
  password_changed,
};
BOOST_DESCRIBE_ENUM(Kind, order_created, order_confirmed, order_cancelled, order_expired, order_refunded,
                    payment_failed, payment_refunded, ticket_checked_in, check_in_undone, event_updated,
                    event_cancelled, user_registered, password_changed)

/// The message type of a kind: "ORDER_CREATED".
[[nodiscard]] std::string_view message_type(Kind kind);

/// The group that clients show an icon for: "order", "payment", "ticket", "event" or "user".
[[nodiscard]] std::string_view group_of(Kind kind);

/// The languages in which people are told.
enum class Language : std::uint8_t { en, de };
BOOST_DESCRIBE_ENUM(Language, en, de)

/// English for every language that is not spoken here.
[[nodiscard]] Language language_of(std::string_view text);

/// Raw values of a notification, so that a client can say the same in its own words: times are RFC 3339, amounts minor
/// units.
using Params = std::map<std::string, std::string>;

/// What a notification is about.
struct About {
  std::string kind{};  // a message type
  std::optional<contracts::OrderId> order_id{};
  std::optional<contracts::EventId> event_id{};
  std::optional<contracts::TicketId> ticket_id{};
  Params params{};
};
BOOST_DESCRIBE_STRUCT(About, (), (kind, order_id, event_id, ticket_id, params))

/// A notification before it has a reader.
struct Letter {
  std::string type{};  // see group_of()
  std::string title{};
  std::string message{};
  About about{};
};
BOOST_DESCRIBE_STRUCT(Letter, (), (type, title, message, about))

/// A stored one. Positions count up per person, in the order in which the notifications were stored.
struct Notification {
  contracts::NotificationId id{};
  std::int64_t position = 0;
  Letter letter{};
  kit::base::Timestamp created_at{};
  std::optional<kit::base::Timestamp> read_at{};
};

}  // namespace boxoffice::services::notifications
