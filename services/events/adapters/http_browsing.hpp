#pragma once

// Handlers of what people see of events: parse, call, render.

#include "kit/http/call.hpp"
#include "kit/json/page.hpp"
#include "services/events/adapters/cached_views.hpp"
#include "services/events/adapters/http_json.hpp"
#include "services/events/core/browsing.hpp"

#include <vector>

namespace boxoffice::services::events {

/// Safe from any thread; the references outlive it.
class HttpBrowsing {
 public:
  HttpBrowsing(const Browsing& browsing, const CachedViews& views, const kit::base::Clock& clock)
      : browsing_(browsing), views_(views), clock_(clock) {}

  using Call = kit::http::Call;
  using EventPageView = kit::json::Page<EventView>;

  Task<Result<EventPageView>> list(Call call, kit::http::Query<EventQuery> query) const;
  Task<Result<EventPageView>> active(Call call, kit::http::Query<PageQuery> query) const;
  Task<Result<EventPageView>> by_organiser(Call call, kit::http::Query<PageQuery> query) const;
  Task<Result<kit::http::Reply<EventView>>> find(Call call) const;
  Task<Result<CategoryList>> categories(Call call) const;
  Task<Result<CityList>> cities(Call call) const;
  Task<Result<kit::json::Page<LogEntryView>>> log(Call call, kit::http::Query<PageQuery> query) const;
  Task<Result<kit::http::Response>> poster(Call call, kit::http::Query<PosterQuery> query) const;

 private:
  /// As a client sees them: with their free documents, empty while the document store is away.
  Task<std::vector<EventView>> views_of(std::vector<Event> events) const;
  Task<Result<EventPageView>> page(EventFilter filter, std::optional<std::string> cursor, Audience audience) const;

  const Browsing& browsing_;
  const CachedViews& views_;
  const kit::base::Clock& clock_;
};

}  // namespace boxoffice::services::events
