#include "services/tickets/adapters/http_tickets.hpp"

#include "kit/http/csv.hpp"
#include "kit/http/cursor.hpp"
#include "services/tickets/core/errors.hpp"

#include <fmt/format.h>

#include <utility>

namespace boxoffice::services::tickets {

using kit::base::fail;
using kit::http::Call;
using kit::http::Query;
using kit::http::Reply;
using kit::http::Response;

namespace {

bool may_see(const Call& call, const contracts::UserId& owner) {
  return call.principal.is_admin() || call.principal.is_user(owner.str());
}

/// A picture or document that a browser shows but never runs or keeps.
Response document(std::string type, std::string_view file_name, std::string body) {
  return {.headers = {{"Content-Type", std::move(type)},
                      {"Content-Disposition", fmt::format("inline; filename=\"{}\"", file_name)},
                      {"Content-Security-Policy", "default-src 'none'; sandbox"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Cache-Control", "no-store"}},
          .body = std::move(body)};
}

std::unexpected<kit::base::Error> no_such_ticket() {
  return fail(kit::base::codes::not_found, "There is no such ticket.");
}

const kit::http::CsvRow csv_header{"id",         "eventId",     "orderId", "userId",   "ticketTypeId",
                                   "ticketType", "seatNumber",  "price",   "currency", "status",
                                   "issuedAt",   "checkedInAt", "gate"};

kit::http::CsvRow csv_row(const Ticket& ticket) {
  return {ticket.id.str(),
          ticket.event_id.str(),
          ticket.order_id.str(),
          ticket.user_id.str(),
          ticket.ticket_type_id.str(),
          ticket.ticket_type_name,
          ticket.seat_number.value_or(""),
          kit::base::format_amount(ticket.price),
          ticket.price.currency,
          std::string(to_text(ticket.status)),
          kit::base::to_rfc3339(ticket.issued_at),
          ticket.checked_in_at ? kit::base::to_rfc3339(*ticket.checked_in_at) : "",
          ticket.gate.value_or("")};
}

}  // namespace

Task<Result<Reply<HttpTickets::Page>>> HttpTickets::list(Call, Query<TicketQuery> query) {
  TicketQuery& wanted = query.value;
  BOXOFFICE_CO_TRY(auto after, kit::http::decode_cursor(wanted.cursor));
  TicketFilter filter{.event_id = wanted.event_id,
                      .status = wanted.status,
                      .query = wanted.query,
                      .after = std::move(after),
                      .limit = static_cast<std::size_t>(wanted.limit) + 1};
  // Somebody may paste what a scanner would read.
  if (wanted.query) {
    if (const auto id = codes_.read(*wanted.query)) filter.query = id->str();
  }
  Reply<Page> reply;
  if (wanted.format == "csv") {
    reply.content =
        kit::http::csv_response("tickets.csv", csv_header, kit::http::csv_pages(tickets_, std::move(filter), csv_row));
    co_return reply;
  }
  reply.content = page_of(co_await tickets_.list(std::move(filter)), wanted.limit);
  co_return reply;
}

Task<Result<HttpTickets::Page>> HttpTickets::of_user(Call call, Query<PageQuery> query) {
  const auto user_id = call.id<contracts::UserId>("userId");
  if (!may_see(call, user_id)) co_return fail(kit::base::codes::not_found, "There is no such user.");
  BOXOFFICE_CO_TRY(auto after, kit::http::decode_cursor(query.value.cursor));
  const auto limit = static_cast<std::size_t>(query.value.limit) + 1;
  const auto tickets = co_await tickets_.list({.user_id = user_id, .after = std::move(after), .limit = limit});
  co_return page_of(tickets, query.value.limit);
}

Task<Result<HttpTickets::Page>> HttpTickets::of_order(Call call, Query<PageQuery> query) {
  BOXOFFICE_CO_TRY(auto after, kit::http::decode_cursor(query.value.cursor));
  BOXOFFICE_CO_TRY_VOID(co_await check_order(call));
  const auto tickets = co_await tickets_.of_order(call.id<contracts::OrderId>("orderId"), std::move(after),
                                                  static_cast<std::size_t>(query.value.limit) + 1);
  co_return page_of(tickets, query.value.limit);
}

Task<Result<TicketView>> HttpTickets::find(Call call) {
  BOXOFFICE_CO_TRY(const auto found, co_await find_own(call));
  co_return view_of(found.ticket, codes_);
}

Task<Result<Response>> HttpTickets::qr_svg(Call call) {
  BOXOFFICE_CO_TRY(auto found, co_await find_usable(call));
  co_return document("image/svg+xml", "ticket.svg", co_await documents_.qr_svg(std::move(found.ticket)));
}

Task<Result<Response>> HttpTickets::pdf(Call call) {
  BOXOFFICE_CO_TRY(auto found, co_await find_usable(call));
  std::vector<TicketForEvent> tickets;
  tickets.push_back(std::move(found));
  co_return document("application/pdf", "ticket.pdf", co_await documents_.pdf(std::move(tickets)));
}

Task<Result<Response>> HttpTickets::pdf_of_order(Call call) {
  BOXOFFICE_CO_TRY_VOID(co_await check_order(call));
  auto tickets = co_await tickets_.printable_of_order(call.id<contracts::OrderId>("orderId"));
  if (tickets.empty()) co_return fail(kit::base::codes::not_found, "The order has no tickets.");
  co_return document("application/pdf", "tickets.pdf", co_await documents_.pdf(std::move(tickets)));
}

Task<Result<TicketForEvent>> HttpTickets::find_own(const Call& call) {
  auto found = co_await tickets_.find(call.id<contracts::TicketId>("id"));
  if (!found || !may_see(call, found->ticket.user_id)) co_return no_such_ticket();
  co_return *std::move(found);
}

Task<Result<TicketForEvent>> HttpTickets::find_usable(const Call& call) {
  BOXOFFICE_CO_TRY(auto found, co_await find_own(call));
  if (found.ticket.status == TicketStatus::cancelled) {
    co_return fail(codes::ticket_cancelled, "This ticket was cancelled.");
  }
  co_return found;
}

Task<Result<void>> HttpTickets::check_order(const Call& call) {
  const auto owner = co_await tickets_.owner_of(call.id<contracts::OrderId>("orderId"));
  if (!owner || !may_see(call, *owner)) co_return fail(kit::base::codes::not_found, "There is no such order.");
  co_return Result<void>{};
}

HttpTickets::Page HttpTickets::page_of(const std::vector<Ticket>& tickets, std::int64_t limit) const {
  return kit::http::page_of(
      tickets, static_cast<std::size_t>(limit), [this](const Ticket& ticket) { return view_of(ticket, codes_); },
      [](const Ticket& ticket) { return ticket.id.str(); });
}

}  // namespace boxoffice::services::tickets
