#pragma once

// What people attend: an event, its venue and the kinds of tickets that are sold for it.

#include "contracts/ids.hpp"
#include "kit/base/money.hpp"
#include "kit/base/time.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::services::events {

/// COMPLETED is never stored: it is what an ACTIVE event is once it has ended.
enum class EventStatus : std::uint8_t { draft, active, cancelled, completed };
BOOST_DESCRIBE_ENUM(EventStatus, draft, active, cancelled, completed)

struct Venue {
  std::string name{};
  std::string address{};
  std::string city{};
  std::string country{};
  std::string time_zone{};  // IANA name

  friend bool operator==(const Venue&, const Venue&) = default;
};

struct TicketType {
  contracts::TicketTypeId id{};
  std::string name{};
  kit::base::Money price{};
  std::int64_t capacity = 0;
  std::int64_t max_per_order = 0;
  std::optional<std::int64_t> max_per_user{};  // held and sold together; absent: no limit

  friend bool operator==(const TicketType&, const TicketType&) = default;
};

/// What an organiser decides about an event.
struct EventContent {
  std::string name{};
  std::string description{};
  std::string category{};
  Venue venue{};
  kit::base::Timestamp starts_at{};
  kit::base::Timestamp ends_at{};
  std::optional<kit::base::Timestamp> sales_start_at{};  // absent: from publication
  std::optional<kit::base::Timestamp> sales_end_at{};    // absent: until starts_at
  std::optional<std::string> image_url{};
  std::vector<TicketType> ticket_types{};

  friend bool operator==(const EventContent&, const EventContent&) = default;
};

struct Event {
  contracts::EventId id{};
  EventContent content{};
  EventStatus status = EventStatus::draft;
  std::int64_t version = 0;
  std::string details_id{};  // of the free document that belongs to this version; empty: it has none
  contracts::UserId created_by{};
  kit::base::Timestamp created_at{};
  kit::base::Timestamp updated_at{};
};

/// What decides who may see an event, and which of its states that is.
struct EventHead {
  contracts::EventId id{};
  std::int64_t version = 0;
  EventStatus status = EventStatus::draft;
  kit::base::Timestamp ends_at{};
};

[[nodiscard]] EventHead head_of(const Event& event);

/// ACTIVE until it has ended, then COMPLETED.
[[nodiscard]] EventStatus status_at(const EventHead& head, kit::base::Timestamp now);
[[nodiscard]] EventStatus status_at(const Event& event, kit::base::Timestamp now);

/// "DRAFT", "ACTIVE", ... as in JSON and SQL.
[[nodiscard]] std::string_view to_text(EventStatus status);

/// The currency of all ticket types; empty without any.
[[nodiscard]] std::string currency_of(const EventContent& content);

/// The lowest price in minor units; 0 without ticket types.
[[nodiscard]] std::int64_t lowest_price(const EventContent& content);

}  // namespace boxoffice::services::events
