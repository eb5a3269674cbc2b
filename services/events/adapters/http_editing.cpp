#include "services/events/adapters/http_editing.hpp"

#include "kit/json/json.hpp"
#include "services/events/adapters/etag.hpp"
#include "services/events/core/errors.hpp"

#include <optional>
#include <string>

namespace boxoffice::services::events {

using kit::http::Call;
using kit::http::NoContent;
using kit::http::Rendered;
using kit::http::Reply;

namespace {

constexpr int created = 201;

Actor actor_of(const Call& call) {
  return {.id = contracts::UserId{call.principal.subject}, .name = call.principal.name};
}

contracts::EventId event_id(const Call& call) {
  return call.id<contracts::EventId>("id");
}

std::optional<WriteKey> key_of(const Call& call) {
  if (!call.key) return std::nullopt;
  return WriteKey{.caller = call.key->caller,
                  .route = call.key->route,
                  .key = call.key->key,
                  .fingerprint = call.key->fingerprint,
                  .attempt = call.key->attempt};
}

/// The version that the change is made from, if the caller says one.
Result<std::optional<std::int64_t>> wanted_version(const Call& call, std::optional<std::int64_t> in_body) {
  if (in_body || !has_if_match(call.headers)) return in_body;
  const auto version = version_in_if_match(call.headers);
  if (version) return version;
  return kit::base::fail(codes::version_conflict, "If-Match names no version of this event. Load it again.");
}

std::optional<std::string> text_of(std::optional<kit::json::Document> details) {
  if (!details) return std::nullopt;
  return std::move(details->text);
}

}  // namespace

HttpEditing::Answer HttpEditing::create(Call call, EventBody body) const {
  std::string details = text_of(std::move(body.details)).value_or("{}");
  auto edited = co_await editing_.create(call.context, actor_of(call), content_of(std::move(body)), std::move(details),
                                         answering(call, created));
  co_return answer(call, "event_created", std::move(edited), created);
}

HttpEditing::Answer HttpEditing::update(Call call, EventChangeBody body) const {
  const auto version = body.version ? body.version : version_in_if_match(call.headers);
  if (!version) co_return kit::base::fail_field("/version", "is required, here or as If-Match");
  auto details = text_of(std::move(body.details));
  auto edited = co_await editing_.update(call.context, actor_of(call), event_id(call), *version,
                                         content_of(std::move(body)), std::move(details), answering(call));
  co_return answer(call, "event_updated", std::move(edited));
}

HttpEditing::Answer HttpEditing::publish(Call call, PublishBody body) const {
  BOXOFFICE_CO_TRY(const auto version, wanted_version(call, body.version));
  auto edited = co_await editing_.publish(call.context, actor_of(call), event_id(call), version, answering(call));
  co_return answer(call, "event_published", std::move(edited));
}

HttpEditing::Answer HttpEditing::cancel(Call call, CancelBody body) const {
  BOXOFFICE_CO_TRY(const auto version, wanted_version(call, body.version));
  auto edited = co_await editing_.cancel(call.context, actor_of(call), event_id(call), version, std::move(body.reason),
                                         answering(call));
  co_return answer(call, "event_cancelled", std::move(edited));
}

Task<Result<NoContent>> HttpEditing::remove(Call call) const {
  BOXOFFICE_CO_TRY_VOID(co_await editing_.remove(call.context, actor_of(call), event_id(call)));
  log_.info("event_deleted", {{"event_id", event_id(call).str()}, {"user_id", call.principal.subject}}, call.context);
  co_return NoContent{};
}

Answering HttpEditing::answering(const Call& call, int status) const {
  auto render = [now = clock_.now()](const Event& event, const std::string& details) {
    EventView view = view_of(event, now);
    view.details = kit::json::Document{details};
    return kit::json::to_json(view);
  };
  return {.status = status, .render = std::move(render), .key = key_of(call)};
}

Result<Reply<EventView>> HttpEditing::answer(const Call& call, const char* milestone, Result<Edited> edited,
                                             int status) const {
  if (!edited) return std::unexpected(std::move(edited).error());
  const Event& event = edited->event;
  log_.info(milestone, {{"event_id", event.id.str()}, {"version", event.version}, {"user_id", call.principal.subject}},
            call.context);
  EventHead head = head_of(event);
  head.status = status_at(event, clock_.now());
  return Reply<EventView>{.content = Rendered{.status = status, .body = std::move(edited->answer)},
                          .headers = {{"ETag", etag_of(head)}}};
}

}  // namespace boxoffice::services::events
