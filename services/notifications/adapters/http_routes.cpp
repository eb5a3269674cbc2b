#include "services/notifications/adapters/http_routes.hpp"

#include "kit/http/cursor.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

namespace boxoffice::services::notifications {

using kit::http::Call;

void HttpRoutes::mount(kit::http::Router& router) {
  using enum kit::http::Guard;
  const std::string base = "/api/notifications";
  router.get(base, user, *this, &HttpRoutes::list, {.summary = "List my notifications"});
  router.get(base + "/unread-count", user, *this, &HttpRoutes::unread_count,
             {.summary = "Count my unread notifications"});
  router.post(base + "/read-all", user, *this, &HttpRoutes::read_all, {.summary = "Mark all my notifications read"});
  router.post(base + "/{id}/read", user, *this, &HttpRoutes::read,
              {.summary = "Mark one of my notifications read", .errors = {kit::base::codes::not_found}});
}

namespace {

contracts::UserId caller(const Call& call) {
  return contracts::UserId{call.principal.subject};
}

}  // namespace

Task<Result<kit::json::Page<NotificationView>>> HttpRoutes::list(Call call, kit::http::Query<NotificationQuery> query) {
  BOXOFFICE_CO_TRY(const auto before, kit::http::decode_number_cursor(query.value.cursor));
  const auto limit = static_cast<std::size_t>(query.value.limit);
  const auto notifications =
      co_await reading_.list(caller(call), {.unread = query.value.unread, .before = before, .limit = limit + 1});
  co_return kit::http::page_of(notifications, limit, view_of,
                               [](const Notification& last) { return fmt::to_string(last.position); });
}

Task<Result<UnreadView>> HttpRoutes::unread_count(Call call) {
  co_return UnreadView{.unread = co_await reading_.unread(caller(call))};
}

Task<Result<UnreadView>> HttpRoutes::read(Call call) {
  BOXOFFICE_CO_TRY(const auto unread,
                   co_await reading_.mark_read(caller(call), call.id<contracts::NotificationId>("id")));
  co_return UnreadView{.unread = unread};
}

Task<Result<UnreadView>> HttpRoutes::read_all(Call call) {
  co_return UnreadView{.unread = co_await reading_.mark_all_read(caller(call))};
}

}  // namespace boxoffice::services::notifications
