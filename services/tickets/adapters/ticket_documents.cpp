#include "services/tickets/adapters/ticket_documents.hpp"

#include "services/tickets/adapters/qr_code.hpp"
#include "services/tickets/adapters/ticket_pdf.hpp"

#include <utility>

namespace boxoffice::services::tickets {

Task<std::string> TicketDocuments::qr_svg(Ticket ticket) const {
  auto draw = [code = codes_.code_of(ticket.id), type = std::move(ticket.ticket_type_name)] {
    return to_svg(make_qr_code(code), "QR code of the ticket: " + type);
  };
  co_return co_await pool_.run(std::move(draw));
}

Task<std::string> TicketDocuments::pdf(std::vector<TicketForEvent> tickets) const {
  std::vector<PrintableTicket> printable;
  printable.reserve(tickets.size());
  for (auto& ticket : tickets) {
    std::string code = codes_.code_of(ticket.ticket.id);
    printable.push_back({.ticket = std::move(ticket), .code = std::move(code)});
  }
  auto print = [printable = std::move(printable)] { return make_ticket_pdf(printable); };
  co_return co_await pool_.run(std::move(print));
}

}  // namespace boxoffice::services::tickets
