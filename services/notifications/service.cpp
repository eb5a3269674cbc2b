#include "services/notifications/service.hpp"

#include "kit/service/database_service.hpp"
#include "services/notifications/adapters/announcements.hpp"
#include "services/notifications/adapters/http_routes.hpp"
#include "services/notifications/adapters/message_handlers.hpp"
#include "services/notifications/adapters/sql_notifications.hpp"
#include "services/notifications/adapters/zone_times.hpp"
#include "services/notifications/core/composer.hpp"
#include "services/notifications/core/reading.hpp"
#include "services/notifications/migrations.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace boxoffice::services::notifications {

Config read_config(kit::config::Settings&) {
  return {};
}

namespace {

/// Everything that the service's routes and workers refer to, in the order of dependency.
struct Parts {
  explicit Parts(const kit::service::Platform& platform)
      : composer(zone_times),
        handlers({.composer = composer, .clock = platform.clock, .ids = platform.ids, .telemetry = platform.telemetry}),
        announcer({.database = platform.database,
                   .clock = platform.clock,
                   .ids = platform.ids,
                   .telemetry = platform.telemetry},
                  {}),
        notifications(platform.database),
        reading(notifications, platform.clock),
        routes(reading) {}

  ZoneTimes zone_times{};
  Composer composer;
  MessageHandlers handlers;
  Announcer announcer;
  SqlNotifications notifications;
  Reading reading;
  HttpRoutes routes;
  kit::sql::Listening listening{};
};

kit::runtime::Worker tell_buyers(const kit::service::Platform& platform, const std::shared_ptr<Parts>& parts) {
  const kit::runtime::Wakeup wakeup;
  parts->listening = platform.database.listen(std::string(announcements_channel), [wakeup] { wakeup.notify(); });
  return {.name = "tell_buyers", .tick = [parts] { return parts->announcer.tell(); }, .wakeup = wakeup};
}

}  // namespace

kit::service::Service make(const kit::service::Platform& platform, Config) {
  auto parts = std::make_shared<Parts>(platform);
  auto service = kit::service::database_service(platform, {.name = "notifications", .migrations = migrations()});
  parts->routes.mount(*service.router);
  service.subscriptions = parts->handlers.subscriptions();
  service.workers.push_back(tell_buyers(platform, parts));
  service.workers.push_back({.name = "prune_notifications", .interval = std::chrono::hours{1}, .tick = [parts] {
                               return parts->reading.prune();
                             }});
  service.parts = std::move(parts);
  return service;
}

}  // namespace boxoffice::services::notifications
