#include "services/tickets/core/door.hpp"

#include "services/tickets/core/errors.hpp"

#include <utility>

namespace boxoffice::services::tickets {

using kit::base::Error;
using kit::base::fail;

namespace {

std::unexpected<Error> wrong_event(const EventOnTicket& event) {
  Error error{.code = codes::wrong_event, .message = "This ticket is for another event: " + event.name + "."};
  error.details = {
      {"eventId", event.id.str()}, {"eventName", event.name}, {"startsAt", kit::base::to_rfc3339(event.starts_at)}};
  return std::unexpected(std::move(error));
}

std::unexpected<Error> already_checked_in(const Ticket& ticket) {
  Error error{.code = codes::already_checked_in, .message = "Somebody went in with this ticket before."};
  error.details = {{"ticketId", ticket.id.str()},
                   {"checkedInAt", kit::base::to_rfc3339(ticket.checked_in_at.value_or(ticket.issued_at))}};
  if (ticket.gate) error.details.push_back({"gate", *ticket.gate});
  return std::unexpected(std::move(error));
}

std::unexpected<Error> ticket_cancelled(const Ticket& ticket) {
  Error error{.code = codes::ticket_cancelled, .message = "This ticket was cancelled."};
  error.details = {{"ticketId", ticket.id.str()}, {"orderId", ticket.order_id.str()}};
  return std::unexpected(std::move(error));
}

}  // namespace

kit::base::Result<void> may_enter(const TicketForEvent& shown, const std::optional<contracts::EventId>& at_event) {
  if (at_event && *at_event != shown.event.id) return wrong_event(shown.event);
  switch (shown.ticket.status) {
    case TicketStatus::valid:
      return {};
    case TicketStatus::checked_in:
      return already_checked_in(shown.ticket);
    case TicketStatus::cancelled:
      return ticket_cancelled(shown.ticket);
  }
  std::unreachable();
}

kit::base::Result<void> may_undo(const Ticket& ticket, Timestamp now) {
  if (ticket.status != TicketStatus::checked_in || !ticket.checked_in_at) {
    return fail(kit::base::codes::invalid_state, "The ticket is not checked in.");
  }
  if (now - *ticket.checked_in_at > undo_period) {
    return fail(kit::base::codes::invalid_state, "A check-in can be undone only within a minute.");
  }
  return {};
}

}  // namespace boxoffice::services::tickets
