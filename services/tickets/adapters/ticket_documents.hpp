#pragma once

// Tickets as pictures and paper, made away from the io threads.

#include "kit/runtime/blocking_pool.hpp"
#include "services/tickets/adapters/ticket_codes.hpp"
#include "services/tickets/core/ports.hpp"
#include "services/tickets/core/ticket.hpp"

#include <string>
#include <vector>

namespace boxoffice::services::tickets {

/// Safe from any thread; the parts outlive it. Throws base::Overloaded when too many documents wait.
class TicketDocuments {
 public:
  TicketDocuments(kit::runtime::BlockingPool& pool, const TicketCodes& codes) : pool_(pool), codes_(codes) {}

  Task<std::string> qr_svg(Ticket ticket) const;
  /// One page for each; `tickets` is not empty.
  Task<std::string> pdf(std::vector<TicketForEvent> tickets) const;

 private:
  kit::runtime::BlockingPool& pool_;
  const TicketCodes& codes_;
};

}  // namespace boxoffice::services::tickets
