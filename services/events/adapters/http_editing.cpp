#include "services/events/adapters/http_editing.hpp"

#include "services/events/adapters/etag.hpp"

#include <optional>
#include <string>

namespace boxoffice::services::events {

using kit::http::Call;
using kit::http::NoContent;
using kit::http::Reply;

namespace {

Actor actor_of(const Call& call) {
  return {.id = contracts::UserId{call.principal.subject}, .name = call.principal.name};
}

contracts::EventId event_id(const Call& call) {
  return call.id<contracts::EventId>("id");
}

std::optional<std::string> text_of(std::optional<kit::json::Document> details) {
  if (!details) return std::nullopt;
  return std::move(details->text);
}

}  // namespace

HttpEditing::Edited HttpEditing::create(Call call, EventBody body) const {
  std::string details = text_of(std::move(body.details)).value_or("{}");
  auto event = co_await editing_.create(call.context, actor_of(call), content_of(std::move(body)), std::move(details));
  co_return co_await answer(std::move(call), "event_created", std::move(event));
}

HttpEditing::Edited HttpEditing::update(Call call, EventChangeBody body) const {
  const auto version = body.version ? body.version : version_in_if_match(call.headers);
  if (!version) co_return kit::base::fail_field("/version", "is required, here or as If-Match");
  auto details = text_of(std::move(body.details));
  auto event = co_await editing_.update(call.context, actor_of(call), event_id(call), *version,
                                        content_of(std::move(body)), std::move(details));
  co_return co_await answer(std::move(call), "event_updated", std::move(event));
}

HttpEditing::Edited HttpEditing::publish(Call call) const {
  auto event = co_await editing_.publish(call.context, actor_of(call), event_id(call));
  co_return co_await answer(std::move(call), "event_published", std::move(event));
}

HttpEditing::Edited HttpEditing::cancel(Call call, CancelBody body) const {
  auto event = co_await editing_.cancel(call.context, actor_of(call), event_id(call), std::move(body.reason));
  co_return co_await answer(std::move(call), "event_cancelled", std::move(event));
}

Task<Result<NoContent>> HttpEditing::remove(Call call) const {
  BOXOFFICE_CO_TRY_VOID(co_await editing_.remove(call.context, actor_of(call), event_id(call)));
  log_.info("event_deleted", {{"event_id", event_id(call).str()}, {"user_id", call.principal.subject}}, call.context);
  co_return NoContent{};
}

HttpEditing::Edited HttpEditing::answer(Call call, const char* milestone, Result<Event> event) const {
  if (!event) co_return std::unexpected(std::move(event).error());
  log_.info(milestone,
            {{"event_id", event->id.str()}, {"version", event->version}, {"user_id", call.principal.subject}},
            call.context);
  EventView view = view_of(*event, clock_.now());
  view.details = kit::json::Document{co_await browsing_.details_of(*event)};
  EventHead head = head_of(*event);
  head.status = view.status;
  co_return Reply<EventView>{.content = std::move(view), .headers = {{"ETag", etag_of(head)}}};
}

}  // namespace boxoffice::services::events
