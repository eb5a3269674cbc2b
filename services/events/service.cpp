#include "services/events/service.hpp"

#include "kit/idempotency/idempotency.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/service/database_service.hpp"
#include "kit/service/service_client.hpp"
#include "services/events/adapters/cached_views.hpp"
#include "services/events/adapters/date_zones.hpp"
#include "services/events/adapters/documents_details.hpp"
#include "services/events/adapters/documents_log.hpp"
#include "services/events/adapters/http_inventory.hpp"
#include "services/events/adapters/http_routes.hpp"
#include "services/events/adapters/sql_events.hpp"
#include "services/events/core/browsing.hpp"
#include "services/events/core/editing.hpp"
#include "services/events/migrations.hpp"

#include <chrono>
#include <utility>

namespace boxoffice::services::events {

Config read_config(kit::config::Settings&) {
  return {};
}

namespace {

/// Everything that the service's routes and workers refer to, in the order of dependency.
struct Parts {
  explicit Parts(const kit::service::Platform& platform)
      : outbox("/event-service", platform.clock, platform.ids),
        events(platform.database, outbox),
        details(platform.documents, platform.telemetry.log),
        log(platform.database, platform.documents, platform.telemetry.log),
        tickets("tickets", platform.directory.at("tickets"), platform.http, platform.service_tokens, inventory_codes()),
        inventory(tickets),
        views(platform.cache, platform.telemetry.log),
        keys(kit::idempotency::make_hook(platform.database, platform.clock)),
        browsing(events, details, log, platform.clock),
        editing({.events = events,
                 .details = details,
                 .log = log,
                 .inventory = inventory,
                 .zones = zones,
                 .clock = platform.clock,
                 .ids = platform.ids}),
        http_browsing(browsing, views, platform.clock),
        http_editing(editing, platform.clock, platform.telemetry.log) {}

  kit::messaging::Outbox outbox;
  SqlEvents events;
  DocumentsDetails details;
  DocumentsLog log;
  kit::service::ServiceClient tickets;
  HttpInventory inventory;
  DateZones zones{};
  CachedViews views;
  std::unique_ptr<kit::http::IdempotencyHook> keys;
  Browsing browsing;
  Editing editing;
  HttpBrowsing http_browsing;
  HttpEditing http_editing;
};

}  // namespace

kit::service::Service make(const kit::service::Platform& platform, Config) {
  auto parts = std::make_shared<Parts>(platform);
  auto service = kit::service::database_service(platform, {.name = "events",
                                                           .migrations = migrations(),
                                                           .publishes = true,
                                                           .keeps_answers = true,
                                                           .keys = parts->keys.get()});
  mount(*service.router, {.browsing = parts->http_browsing, .editing = parts->http_editing});
  service.workers.push_back(
      {.name = "move_event_log", .interval = std::chrono::seconds{1}, .tick = [parts] { return parts->log.flush(); }});
  service.parts = std::move(parts);
  return service;
}

}  // namespace boxoffice::services::events
