#pragma once

// The routes of the notifications service: parse, call, render.

#include "kit/http/router.hpp"
#include "services/notifications/adapters/http_json.hpp"
#include "services/notifications/core/reading.hpp"

namespace boxoffice::services::notifications {

/// Handlers; safe from any thread. `reading` outlives it.
class HttpRoutes {
 public:
  explicit HttpRoutes(const Reading& reading) : reading_(reading) {}

  void mount(kit::http::Router& router);

  using Call = kit::http::Call;

  Task<Result<kit::json::Page<NotificationView>>> list(Call call, kit::http::Query<NotificationQuery> query);
  Task<Result<UnreadView>> unread_count(Call call);
  Task<Result<UnreadView>> read(Call call);
  Task<Result<UnreadView>> read_all(Call call);

 private:
  const Reading& reading_;
};

}  // namespace boxoffice::services::notifications
