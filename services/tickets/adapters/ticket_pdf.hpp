#pragma once

// Tickets on paper: PDF (ISO 32000), A4, one ticket on each page.

#include "services/tickets/core/ticket.hpp"

#include <string>
#include <vector>

namespace boxoffice::services::tickets {

struct PrintableTicket {
  TicketForEvent ticket{};
  std::string code{};  // what the QR code says
};

/// `tickets` is not empty. Takes some milliseconds and a page's worth of memory: call it on a blocking pool. Safe from
/// any thread.
[[nodiscard]] std::string make_ticket_pdf(const std::vector<PrintableTicket>& tickets);

}  // namespace boxoffice::services::tickets
