#pragma once

// Tickets: what somebody owns after paying, and what the door looks at.

#include "contracts/ids.hpp"
#include "kit/base/money.hpp"
#include "kit/base/time.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::services::tickets {

using kit::base::Timestamp;

/// VALID -> CHECKED_IN and, for a minute, back; both -> CANCELLED.
enum class TicketStatus : std::uint8_t { valid, checked_in, cancelled };
BOOST_DESCRIBE_ENUM(TicketStatus, valid, checked_in, cancelled)

struct Ticket {
  contracts::TicketId id{};
  contracts::OrderId order_id{};
  contracts::UserId user_id{};
  contracts::EventId event_id{};
  contracts::TicketTypeId ticket_type_id{};
  std::string ticket_type_name{};
  std::int64_t number = 0;  // from 1 within order and type
  std::optional<std::string> seat_number{};
  kit::base::Money price{};
  TicketStatus status = TicketStatus::valid;
  Timestamp issued_at{};
  std::optional<Timestamp> checked_in_at{};
  std::optional<std::string> gate{};
};

/// What a ticket says about its event.
struct EventOnTicket {
  contracts::EventId id{};
  std::string name{};
  std::string venue_name{};
  std::string venue_city{};
  std::string venue_country{};
  std::string time_zone{};  // IANA
  Timestamp starts_at{};
  Timestamp ends_at{};
};

struct TicketForEvent {
  Ticket ticket{};
  EventOnTicket event{};
};

}  // namespace boxoffice::services::tickets
