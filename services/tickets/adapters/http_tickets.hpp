#pragma once

// Handlers about tickets: lists, and one as JSON, picture or paper. What belongs to somebody else is 404.

#include "kit/http/router.hpp"
#include "kit/json/page.hpp"
#include "services/tickets/adapters/http_json.hpp"
#include "services/tickets/adapters/sql_tickets.hpp"
#include "services/tickets/adapters/ticket_documents.hpp"

namespace boxoffice::services::tickets {

/// Safe from any thread. The parts outlive it.
class HttpTickets {
 public:
  HttpTickets(const SqlTickets& tickets, const TicketDocuments& documents, const TicketCodes& codes)
      : tickets_(tickets), documents_(documents), codes_(codes) {}

  using Call = kit::http::Call;
  using Page = kit::json::Page<TicketView>;

  Task<Result<kit::http::Reply<Page>>> list(Call call, kit::http::Query<TicketQuery> query);
  Task<Result<Page>> of_user(Call call, kit::http::Query<PageQuery> query);
  Task<Result<Page>> of_order(Call call, kit::http::Query<PageQuery> query);
  Task<Result<TicketView>> find(Call call);
  Task<Result<kit::http::Response>> qr_svg(Call call);
  Task<Result<kit::http::Response>> pdf(Call call);
  Task<Result<kit::http::Response>> pdf_of_order(Call call);

 private:
  Task<Result<TicketForEvent>> find_own(const Call& call);
  Task<Result<TicketForEvent>> find_usable(const Call& call);
  Task<Result<void>> check_order(const Call& call);
  [[nodiscard]] Page page_of(const std::vector<Ticket>& tickets, std::int64_t limit) const;

  const SqlTickets& tickets_;
  const TicketDocuments& documents_;
  const TicketCodes& codes_;
};

}  // namespace boxoffice::services::tickets
