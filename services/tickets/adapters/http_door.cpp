#include "services/tickets/adapters/http_door.hpp"

#include "kit/json/json.hpp"

#include <utility>
#include <variant>

namespace boxoffice::services::tickets {

using kit::base::fail;
using kit::http::Call;
using kit::http::Rendered;
using kit::http::Reply;

Task<Result<Reply<AdmittedView>>> HttpDoor::check_in(Call call, CheckInBody body) {
  const auto ticket_id = parts_.codes.read(body.code);
  if (!ticket_id) co_return fail(kit::base::codes::not_found, "This code is not one of ours.");
  const TicketCodes& codes = parts_.codes;
  BOXOFFICE_CO_TRY(auto admitted,
                   co_await parts_.check_ins.check_in(
                       call.context, {.ticket_id = *ticket_id, .at_event = body.event_id, .gate = body.gate}, call.key,
                       [&codes](const TicketForEvent& now) { return kit::json::to_json(view_of(now, codes)); }));
  if (auto* replay = std::get_if<Rendered>(&admitted)) co_return Reply<AdmittedView>{.content = std::move(*replay)};
  const auto& ticket = std::get<TicketForEvent>(admitted);
  parts_.telemetry.log.info("ticket_checked_in",
                            {{"ticket_id", ticket.ticket.id.str()}, {"event_id", ticket.event.id.str()}}, call.context);
  co_return Reply<AdmittedView>{.content = view_of(ticket, codes)};
}

Task<Result<Reply<TicketView>>> HttpDoor::undo(Call call) {
  const TicketCodes& codes = parts_.codes;
  BOXOFFICE_CO_TRY(auto changed, co_await parts_.check_ins.undo(call.context, call.id<contracts::TicketId>("id"),
                                                                call.key, [&codes](const TicketForEvent& now) {
                                                                  return kit::json::to_json(view_of(now.ticket, codes));
                                                                }));
  if (auto* replay = std::get_if<Rendered>(&changed)) co_return Reply<TicketView>{.content = std::move(*replay)};
  const auto& ticket = std::get<TicketForEvent>(changed);
  parts_.telemetry.log.info("check_in_undone", {{"ticket_id", ticket.ticket.id.str()}}, call.context);
  co_return Reply<TicketView>{.content = view_of(ticket.ticket, codes)};
}

Task<Result<AttendanceView>> HttpDoor::attendance(Call call) {
  const auto types = co_await parts_.tickets.attendance(call.id<contracts::EventId>("eventId"));
  if (!types) co_return fail(kit::base::codes::not_found, "There is no inventory of this event.");
  co_return view_of(*types);
}

}  // namespace boxoffice::services::tickets
