#pragma once

// What orders and events ask of the tickets service (service tokens only). Every call is idempotent per order.

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"
#include "kit/json/rules.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::contracts {

inline constexpr std::size_t order_lines_limit = 20;       // different ticket types in one order
inline constexpr std::int64_t line_quantity_limit = 1000;  // of one ticket type; an event's own limits are lower

/// So many tickets of one type.
struct QuantityLine {
  TicketTypeId ticket_type_id{};
  std::int64_t quantity = 0;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(format(&QuantityLine::ticket_type_id, Format::uuid),
                 range(&QuantityLine::quantity, 1, line_quantity_limit));
  }
};
BOOST_DESCRIBE_STRUCT(QuantityLine, (), (ticket_type_id, quantity))

/// POST /api/tickets/reserve -> 201 Reservation; 409 SOLD_OUT, SALES_CLOSED, LIMIT_EXCEEDED, or HOLD_LOST when the
/// order was cancelled before (tombstone).
struct ReserveTickets {
  OrderId order_id{};
  UserId user_id{};
  EventId event_id{};
  std::vector<QuantityLine> items{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(format(&ReserveTickets::order_id, Format::uuid), format(&ReserveTickets::user_id, Format::uuid),
                 format(&ReserveTickets::event_id, Format::uuid), count(&ReserveTickets::items, 1, order_lines_limit));
  }
};
BOOST_DESCRIBE_STRUCT(ReserveTickets, (), (order_id, user_id, event_id, items))

struct ReservedLine {
  TicketTypeId ticket_type_id{};
  std::string name{};
  std::int64_t quantity = 0;
  std::int64_t unit_price = 0;  // minor units of Reservation::currency
};
BOOST_DESCRIBE_STRUCT(ReservedLine, (), (ticket_type_id, name, quantity, unit_price))

struct Reservation {
  OrderId order_id{};
  kit::base::Timestamp expires_at{};
  std::vector<ReservedLine> items{};
  std::int64_t total_amount = 0;
  std::string currency{};
};
BOOST_DESCRIBE_STRUCT(Reservation, (), (order_id, expires_at, items, total_amount, currency))

/// PUT /api/tickets/confirm/{orderId} -> 200 TicketsConfirmed; 409 HOLD_LOST when the hold expired and the same
/// quantities are not there any more, or the order was cancelled.
struct TicketsConfirmed {
  OrderId order_id{};
  std::vector<TicketId> ticket_ids{};
};
BOOST_DESCRIBE_STRUCT(TicketsConfirmed, (), (order_id, ticket_ids))

/// PUT /api/tickets/cancel/{orderId} -> 204. Releases a hold and leaves a tombstone, so that a late reserve or confirm
/// is refused; with `sold` also takes back sold tickets (a refund), without it those are 409 INVALID_STATE.
struct CancelTickets {
  bool sold = false;
  std::optional<std::string> reason{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(with_default(&CancelTickets::sold), size(&CancelTickets::reason, 1, 500));
  }
};
BOOST_DESCRIBE_STRUCT(CancelTickets, (), (sold, reason))

/// PUT /api/tickets/extend/{orderId} -> 200 HoldExtended: extension number 1 or 2 of a hold that still lives, 5 minutes
/// from now. 409 HOLD_LOST, SALES_CLOSED.
struct ExtendHold {
  std::int64_t number = 0;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(range(&ExtendHold::number, 1, 10));
  }
};
BOOST_DESCRIBE_STRUCT(ExtendHold, (), (number))

struct HoldExtended {
  kit::base::Timestamp expires_at{};
};
BOOST_DESCRIBE_STRUCT(HoldExtended, (), (expires_at))

struct CapacityLine {
  TicketTypeId id{};
  std::int64_t capacity = 0;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(format(&CapacityLine::id, Format::uuid), range(&CapacityLine::capacity, 0, 10'000'000));
  }
};
BOOST_DESCRIBE_STRUCT(CapacityLine, (), (id, capacity))

/// PUT /api/tickets/inventory/{eventId} -> 204: events asks before it commits a decrease or a removal. 409
/// CAPACITY_IN_USE when more is held or sold. A version that is not newer than the inventory's is ignored (204): its
/// editor has lost a race, which events answers with VERSION_CONFLICT.
struct ChangeCapacity {
  std::int64_t version = 0;
  std::vector<CapacityLine> ticket_types{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(range(&ChangeCapacity::version, 0, INT64_MAX), count(&ChangeCapacity::ticket_types, 0, 50));
  }
};
BOOST_DESCRIBE_STRUCT(ChangeCapacity, (), (version, ticket_types))

}  // namespace boxoffice::contracts
