#pragma once

// The one place where it is decided who gets tickets: a pure function of an event's stock, the waiting commands and the
// time. (Ticket ids come from outside, as they must be unlike any other.)

#include "contracts/messages/ticket_messages.hpp"
#include "kit/base/id.hpp"
#include "services/tickets/core/commands.hpp"
#include "services/tickets/core/stock.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

namespace boxoffice::services::tickets {

struct HoldTimes {
  std::chrono::seconds hold{600};
  std::chrono::seconds extension{300};
};

using Fact = std::variant<contracts::messages::TicketsReserved, contracts::messages::HoldExtended,
                          contracts::messages::TicketsSold, contracts::messages::TicketsReleased,
                          contracts::messages::TicketsCancelled>;

/// Something that has happened, to be told with the trace of the command that caused it.
struct Announcement {
  std::optional<std::size_t> command{};  // index; absent: the time did it
  Fact fact;
};

/// A ticket that is sold here and now. `number` counts from 1 within order and type.
struct IssuedTicket {
  contracts::TicketId id{};
  contracts::OrderId order_id{};
  contracts::UserId user_id{};
  contracts::TicketTypeId ticket_type_id{};
  std::int64_t number = 0;
  std::int64_t price = 0;
  std::string currency{};
};

struct BatchDecision {
  Stock stock;                    // after all commands
  std::vector<Outcome> outcomes;  // one for each command
  std::vector<Announcement> announcements;
  std::vector<IssuedTicket> issued;
  std::vector<contracts::OrderId> voided;  // orders whose sold tickets are taken back
};

/// Gives back expired holds, then decides the commands in their order, each on what the ones before it left.
/// A reserve for an order that has a hold, and a repeated confirm, cancel or extend, get the first one's answer.
/// reserve: NOT_FOUND (event), SALES_CLOSED, VALIDATION_FAILED (ticket type), LIMIT_EXCEEDED, SOLD_OUT, HOLD_LOST
/// (tombstone); confirm: HOLD_LOST; cancel: INVALID_STATE (sold); extend: HOLD_LOST, SALES_CLOSED, INVALID_STATE.
[[nodiscard]] BatchDecision decide_batch(Stock stock, const std::vector<Command>& commands, Timestamp now,
                                         const HoldTimes& times, const kit::base::IdGenerator& ids);

}  // namespace boxoffice::services::tickets
