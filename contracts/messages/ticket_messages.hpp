#pragma once

// What the tickets service tells; orders moves by it. Subject: the order's id, also where a single ticket is concerned.

#include "contracts/ids.hpp"
#include "contracts/topics.hpp"
#include "kit/base/time.hpp"
#include "kit/json/rules.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace boxoffice::contracts::messages {

/// Reason of TICKETS_RELEASED when nobody paid in time. Any other reason is the one that the order gave.
inline constexpr std::string_view hold_expired_reason = "HOLD_EXPIRED";

/// So many tickets of one type.
struct TicketLine {
  TicketTypeId ticket_type_id{};
  std::int64_t quantity = 0;

  friend bool operator==(const TicketLine&, const TicketLine&) = default;
};
BOOST_DESCRIBE_STRUCT(TicketLine, (), (ticket_type_id, quantity))

/// The tickets of one order that something happened to.
struct OrderTickets {
  static constexpr std::string_view topic = topics::ticket_events;

  OrderId order_id{};
  UserId user_id{};
  EventId event_id{};
  std::vector<TicketLine> items{};

  [[nodiscard]] const std::string& subject() const { return order_id.str(); }
  friend bool operator==(const OrderTickets&, const OrderTickets&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderTickets, (), (order_id, user_id, event_id, items))

struct TicketsReserved : OrderTickets {
  static constexpr std::string_view type = "TICKETS_RESERVED";

  kit::base::Timestamp expires_at{};

  friend bool operator==(const TicketsReserved&, const TicketsReserved&) = default;
};
BOOST_DESCRIBE_STRUCT(TicketsReserved, (OrderTickets), (expires_at))

struct HoldExtended : OrderTickets {
  static constexpr std::string_view type = "HOLD_EXTENDED";

  kit::base::Timestamp expires_at{};
  std::int32_t number = 1;  // which extension of this hold

  friend bool operator==(const HoldExtended&, const HoldExtended&) = default;
};
BOOST_DESCRIBE_STRUCT(HoldExtended, (OrderTickets), (expires_at, number))

struct TicketsSold : OrderTickets {
  static constexpr std::string_view type = "TICKETS_SOLD";

  std::vector<TicketId> ticket_ids{};

  friend bool operator==(const TicketsSold&, const TicketsSold&) = default;
};
BOOST_DESCRIBE_STRUCT(TicketsSold, (OrderTickets), (ticket_ids))

/// A hold has ended without a sale; the tickets can be had again.
struct TicketsReleased : OrderTickets {
  static constexpr std::string_view type = "TICKETS_RELEASED";

  std::string reason{hold_expired_reason};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&TicketsReleased::reason, 1, 500));
  }
  friend bool operator==(const TicketsReleased&, const TicketsReleased&) = default;
};
BOOST_DESCRIBE_STRUCT(TicketsReleased, (OrderTickets), (reason))

/// Sold tickets are void and can be had again.
struct TicketsCancelled : OrderTickets {
  static constexpr std::string_view type = "TICKETS_CANCELLED";

  std::vector<TicketId> ticket_ids{};
  std::optional<std::string> reason{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&TicketsCancelled::reason, 1, 500));
  }
  friend bool operator==(const TicketsCancelled&, const TicketsCancelled&) = default;
};
BOOST_DESCRIBE_STRUCT(TicketsCancelled, (OrderTickets), (ticket_ids, reason))

/// One ticket at the door.
struct TicketAtDoor {
  static constexpr std::string_view topic = topics::ticket_events;

  TicketId ticket_id{};
  OrderId order_id{};
  UserId user_id{};
  EventId event_id{};
  TicketTypeId ticket_type_id{};
  std::optional<std::string> gate{};
  kit::base::Timestamp at{};

  [[nodiscard]] const std::string& subject() const { return order_id.str(); }
  friend bool operator==(const TicketAtDoor&, const TicketAtDoor&) = default;
};
BOOST_DESCRIBE_STRUCT(TicketAtDoor, (), (ticket_id, order_id, user_id, event_id, ticket_type_id, gate, at))

struct TicketCheckedIn : TicketAtDoor {
  static constexpr std::string_view type = "TICKET_CHECKED_IN";
};
BOOST_DESCRIBE_STRUCT(TicketCheckedIn, (TicketAtDoor), ())

struct CheckInUndone : TicketAtDoor {
  static constexpr std::string_view type = "CHECK_IN_UNDONE";
};
BOOST_DESCRIBE_STRUCT(CheckInUndone, (TicketAtDoor), ())

}  // namespace boxoffice::contracts::messages
