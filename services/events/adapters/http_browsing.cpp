#include "services/events/adapters/http_browsing.hpp"

#include "kit/http/cursor.hpp"
#include "kit/json/json.hpp"
#include "services/events/adapters/etag.hpp"
#include "services/events/core/poster.hpp"

#include <utility>

namespace boxoffice::services::events {

using kit::http::Call;
using kit::http::Query;
using kit::http::Rendered;
using kit::http::Reply;
using kit::http::Response;

namespace {

constexpr const char* revalidated = "private, no-cache";  // kept, but asked for each time: an answer costs little then
constexpr const char* kept_for_a_day = "public, max-age=86400";

EventView view_of(DetailedEvent shown, Timestamp now) {
  EventView view = view_of(shown.event, now);
  view.details = kit::json::Document{std::move(shown.details)};
  return view;
}

Audience audience_of(const Call& call) {
  return call.principal.is_admin() ? Audience::administrators : Audience::everybody;
}

}  // namespace

Task<Result<HttpBrowsing::EventPageView>> HttpBrowsing::list(Call call, Query<EventQuery> query) const {
  if (!query.value.ids) {
    co_return co_await page(filter_of(query.value), std::move(query.value.cursor), audience_of(call));
  }
  std::vector<contracts::EventId> ids;
  for (auto& id : *query.value.ids) ids.emplace_back(std::move(id));
  co_return EventPageView{.items = co_await views_of(co_await browsing_.pick(std::move(ids), audience_of(call)))};
}

Task<Result<HttpBrowsing::EventPageView>> HttpBrowsing::active(Call, Query<PageQuery> query) const {
  EventFilter filter{.status = EventStatus::active, .limit = static_cast<std::size_t>(query.value.limit)};
  co_return co_await page(std::move(filter), std::move(query.value.cursor), Audience::everybody);
}

Task<Result<HttpBrowsing::EventPageView>> HttpBrowsing::by_organiser(Call call, Query<PageQuery> query) const {
  EventFilter filter{.created_by = call.id<contracts::UserId>("userId"),
                     .limit = static_cast<std::size_t>(query.value.limit)};
  co_return co_await page(std::move(filter), std::move(query.value.cursor), audience_of(call));
}

Task<Result<HttpBrowsing::EventPageView>> HttpBrowsing::page(EventFilter filter, std::optional<std::string> cursor,
                                                             Audience audience) const {
  BOXOFFICE_CO_TRY(filter.after, kit::http::decode_cursor(cursor));
  BOXOFFICE_CO_TRY(EventPage found, co_await browsing_.list(std::move(filter), audience));
  EventPageView view{.items = co_await views_of(std::move(found.events))};
  if (found.next) view.next_cursor = kit::http::encode_cursor(*found.next);
  co_return view;
}

Task<std::vector<EventView>> HttpBrowsing::views_of(std::vector<Event> events) const {
  const Timestamp now = clock_.now();
  std::vector<EventView> views;
  views.reserve(events.size());
  for (auto& each : co_await browsing_.with_details(std::move(events))) views.push_back(view_of(std::move(each), now));
  co_return views;
}

Task<Result<Reply<EventView>>> HttpBrowsing::find(Call call) const {
  const auto id = call.id<contracts::EventId>("id");
  BOXOFFICE_CO_TRY(EventHead head, co_await browsing_.head(id, audience_of(call)));
  if (has_seen(call.headers, etag_of(head))) {
    co_return Reply<EventView>{.content = not_modified(etag_of(head), revalidated)};
  }
  Reply<EventView> reply;
  auto rendered = co_await views_.find(view_key(head));
  if (!rendered) {
    BOXOFFICE_CO_TRY(DetailedEvent shown, co_await browsing_.show(id, audience_of(call)));
    const Timestamp now = clock_.now();
    head = head_of(shown.event);
    head.status = status_at(head, now);
    const bool is_complete = shown.is_complete;
    EventView view = view_of(std::move(shown), now);
    if (!is_complete) {
      reply.content = std::move(view);  // as it is not: neither kept here nor by the client
      co_return reply;
    }
    rendered = kit::json::to_json(view);
    co_await views_.keep(view_key(head), *rendered);
  }
  reply.content = Rendered{.body = *std::move(rendered)};
  reply.headers = {{"ETag", etag_of(head)}, {"Cache-Control", revalidated}};
  co_return reply;
}

Task<Result<CategoryList>> HttpBrowsing::categories(Call) const {
  CategoryList list;
  for (auto& each : co_await browsing_.categories()) {
    list.items.push_back({.category = std::move(each.category), .count = each.count});
  }
  co_return list;
}

Task<Result<CityList>> HttpBrowsing::cities(Call) const {
  CityList list;
  for (auto& each : co_await browsing_.cities()) {
    list.items.push_back({.city = std::move(each.city), .country = std::move(each.country), .count = each.count});
  }
  co_return list;
}

Task<Result<kit::json::Page<LogEntryView>>> HttpBrowsing::log(Call call, Query<PageQuery> query) const {
  BOXOFFICE_CO_TRY(auto after, kit::http::decode_cursor(query.value.cursor));
  const auto limit = static_cast<std::size_t>(query.value.limit);
  BOXOFFICE_CO_TRY(const auto entries,
                   co_await browsing_.log(call.id<contracts::EventId>("id"), limit + 1, std::move(after)));
  co_return kit::http::page_of(
      entries, limit, [](const LogEntry& entry) { return view_of(entry); },
      [](const LogEntry& entry) { return entry.id; });
}

Task<Result<Response>> HttpBrowsing::poster(Call call, Query<PosterQuery> query) const {
  const std::string& id = call.path("id");
  if (!kit::base::is_uuid(id)) co_return kit::base::fail(kit::base::codes::not_found, "There is no such event.");
  const PosterSize size{.width = query.value.w, .height = query.value.h};
  std::string etag = poster_tag(id, size);
  if (has_seen(call.headers, etag)) co_return not_modified(std::move(etag), kept_for_a_day);
  co_return Response{.headers = {{"Content-Type", "image/svg+xml"},
                                 {"Cache-Control", kept_for_a_day},
                                 {"ETag", std::move(etag)},
                                 {"Content-Security-Policy", "default-src 'none'; sandbox"},
                                 {"X-Content-Type-Options", "nosniff"}},
                     .body = draw_poster(id, size)};
}

}  // namespace boxoffice::services::events
