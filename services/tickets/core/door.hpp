#pragma once

// Who may go in: pure decisions about one ticket.

#include "kit/base/error.hpp"
#include "services/tickets/core/ticket.hpp"

#include <chrono>
#include <optional>

namespace boxoffice::services::tickets {

/// How long a check-in can be undone.
inline constexpr std::chrono::seconds undo_period{60};

/// `at_event`, when given, is the event whose door it is. WRONG_EVENT, TICKET_CANCELLED, ALREADY_CHECKED_IN.
[[nodiscard]] kit::base::Result<void> may_enter(const TicketForEvent& shown,
                                                const std::optional<contracts::EventId>& at_event);

/// INVALID_STATE when the ticket is not checked in, or has been for too long.
[[nodiscard]] kit::base::Result<void> may_undo(const Ticket& ticket, Timestamp now);

}  // namespace boxoffice::services::tickets
