#pragma once

// What the events service tells. Subject: the event's id. Consumers keep what they need of it under its version and
// ignore older versions.

#include "contracts/ids.hpp"
#include "contracts/topics.hpp"
#include "kit/base/money.hpp"
#include "kit/base/time.hpp"
#include "kit/json/rules.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace boxoffice::contracts::messages {

struct Venue {
  std::string name{};
  std::string city{};
  std::string country{};
  std::string time_zone{};  // IANA

  friend bool operator==(const Venue&, const Venue&) = default;
};
BOOST_DESCRIBE_STRUCT(Venue, (), (name, city, country, time_zone))

struct TicketType {
  TicketTypeId id{};
  std::string name{};
  kit::base::Money price{};
  std::int64_t capacity = 0;
  std::int64_t max_per_order = 0;
  std::optional<std::int64_t> max_per_user{};  // held and sold together; absent: no limit

  friend bool operator==(const TicketType&, const TicketType&) = default;
};
BOOST_DESCRIBE_STRUCT(TicketType, (), (id, name, price, capacity, max_per_order, max_per_user))

/// An event after what happened.
struct EventState {
  static constexpr std::string_view topic = topics::event_notifications;

  EventId event_id{};
  std::int64_t version = 0;  // grows with every change of the event
  std::string name{};
  std::string category{};
  std::string status = "DRAFT";
  Venue venue{};
  kit::base::Timestamp starts_at{};
  kit::base::Timestamp ends_at{};
  std::optional<kit::base::Timestamp> sales_start_at{};  // absent: from publication
  std::optional<kit::base::Timestamp> sales_end_at{};    // absent: until starts_at
  std::string currency{};                                // of every ticket type
  std::vector<TicketType> ticket_types{};
  UserId created_by{};

  [[nodiscard]] const std::string& subject() const { return event_id.str(); }
  static constexpr auto limits() {
    using namespace kit::json;
    return rules(range(&EventState::version, 0, std::numeric_limits<std::int64_t>::max()),
                 one_of(&EventState::status, "DRAFT", "ACTIVE", "CANCELLED", "COMPLETED"),
                 format(&EventState::currency, Format::currency));
  }
  friend bool operator==(const EventState&, const EventState&) = default;
};
BOOST_DESCRIBE_STRUCT(EventState, (),
                      (event_id, version, name, category, status, venue, starts_at, ends_at, sales_start_at,
                       sales_end_at, currency, ticket_types, created_by))

/// A draft, which the public does not see yet.
struct EventCreated : EventState {
  static constexpr std::string_view type = "EVENT_CREATED";
};
BOOST_DESCRIBE_STRUCT(EventCreated, (EventState), ())

struct EventUpdated : EventState {
  static constexpr std::string_view type = "EVENT_UPDATED";
};
BOOST_DESCRIBE_STRUCT(EventUpdated, (EventState), ())

/// The inventory of its tickets begins here.
struct EventPublished : EventState {
  static constexpr std::string_view type = "EVENT_PUBLISHED";
};
BOOST_DESCRIBE_STRUCT(EventPublished, (EventState), ())

/// Nothing is sold any more; pending orders are cancelled, confirmed ones refunded.
struct EventCancelled : EventState {
  static constexpr std::string_view type = "EVENT_CANCELLED";

  std::optional<std::string> reason{};

  static constexpr auto limits() {
    using namespace kit::json;
    return std::tuple_cat(EventState::limits(), rules(size(&EventCancelled::reason, 1, 500)));
  }
  friend bool operator==(const EventCancelled&, const EventCancelled&) = default;
};
BOOST_DESCRIBE_STRUCT(EventCancelled, (EventState), (reason))

}  // namespace boxoffice::contracts::messages
