#include "kit/service/database_service.hpp"

#include "kit/idempotency/idempotency.hpp"
#include "kit/messaging/outbox.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace boxoffice::kit::service {

namespace {

std::vector<sql::Migration> all_migrations(const DatabaseServiceOptions& options) {
  auto all = messaging::messaging_migrations();
  if (options.keeps_answers) std::ranges::copy(idempotency::idempotency_migrations(), std::back_inserter(all));
  std::ranges::copy(options.migrations, std::back_inserter(all));
  return all;
}

}  // namespace

Service database_service(const Platform& platform, DatabaseServiceOptions options) {
  Service service{.name = std::move(options.name), .migrations = all_migrations(options)};
  service.router = std::make_unique<http::Router>(platform.authenticator, options.keys);
  service.checks.push_back({.name = "database", .healthy = [&platform] { return platform.database.healthy(); }});
  if (options.publishes) {
    service.workers.push_back(messaging::outbox_relay(platform.database, platform.messages, platform.clock,
                                                      platform.instance, &platform.telemetry.metrics));
  }
  service.workers.push_back(messaging::messaging_pruner(platform.database, platform.clock));
  if (options.keeps_answers) {
    service.workers.push_back(idempotency::idempotency_pruner(platform.database, platform.clock));
  }
  return service;
}

}  // namespace boxoffice::kit::service
