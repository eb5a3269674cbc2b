#include "services/tickets/service.hpp"

#include "kit/messaging/outbox.hpp"
#include "services/tickets/adapters/http_routes.hpp"
#include "services/tickets/adapters/http_stock.hpp"
#include "services/tickets/adapters/message_handlers.hpp"
#include "services/tickets/adapters/sql_inventory.hpp"
#include "services/tickets/adapters/sql_stock.hpp"
#include "services/tickets/core/combiner.hpp"
#include "services/tickets/core/reservations.hpp"
#include "services/tickets/migrations.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace boxoffice::services::tickets {

Config read_config(kit::config::Settings& settings) {
  using std::chrono::seconds;
  return {.times = {
              .hold = seconds{settings.integer("BOXOFFICE_HOLD_SECONDS", 600, {.least = 5, .most = 3600},
                                               "How long tickets are held for an order")},
              .extension = seconds{settings.integer("BOXOFFICE_HOLD_EXTENSION_SECONDS", 300, {.least = 5, .most = 3600},
                                                    "How long an extended hold lasts from then on")}}};
}

namespace {

constexpr std::chrono::milliseconds sweep_interval{250};  // a hold ends at most a second late

/// Everything that the service's routes and workers refer to, in the order of dependency.
struct Parts {
  Parts(const kit::service::Platform& platform, const Config& config)
      : outbox("/ticket-service", platform.clock, platform.ids),
        stock({.database = platform.database, .outbox = outbox, .clock = platform.clock, .ids = platform.ids},
              config.times),
        inventory(platform.database),
        combiner(stock),
        reservations(stock, combiner),
        http_stock(reservations, inventory) {}

  Task<bool> sweep() {
    co_await reservations.sweep();
    co_return false;
  }

  kit::messaging::Outbox outbox;
  SqlStock stock;
  SqlInventory inventory;
  Combiner combiner;
  Reservations reservations;
  HttpStock http_stock;
};

}  // namespace

kit::service::Service make(const kit::service::Platform& platform, Config config) {
  auto parts = std::make_shared<Parts>(platform, config);
  kit::service::Service service{.name = "tickets"};
  service.migrations = kit::messaging::messaging_migrations();
  std::ranges::copy(migrations(), std::back_inserter(service.migrations));
  service.router = std::make_unique<kit::http::Router>(platform.authenticator, nullptr);
  mount(*service.router, {.stock = parts->http_stock});
  service.checks.push_back({.name = "database", .healthy = [&platform] { return platform.database.healthy(); }});
  service.subscriptions = subscriptions(platform.telemetry);
  service.workers.push_back(
      kit::messaging::outbox_relay(platform.database, platform.messages, platform.clock, &platform.telemetry.metrics));
  service.workers.push_back(kit::messaging::messaging_pruner(platform.database, platform.clock));
  service.workers.push_back(
      {.name = "sweep_holds", .interval = sweep_interval, .tick = [parts] { return parts->sweep(); }});
  service.parts = std::move(parts);
  return service;
}

}  // namespace boxoffice::services::tickets
