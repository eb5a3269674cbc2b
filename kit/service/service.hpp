#pragma once

// What a service is: a value that app/ can mount, migrate and document. Made by services/<name>/service.cpp.

#include "kit/http/message.hpp"
#include "kit/http/router.hpp"
#include "kit/messaging/subscription.hpp"
#include "kit/runtime/worker.hpp"
#include "kit/sql/migrations.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::service {

/// One needed dependency in /health: "database" -> UP or DOWN.
struct HealthCheck {
  std::string name;
  std::function<runtime::Task<bool>()> healthy;
};

/// Everything a running service consists of. Members are destroyed in reverse order: what serves dies first.
struct Service {
  std::string name;                                   // "orders"
  std::vector<sql::Migration> migrations{};
  std::shared_ptr<void> parts{};                      // owns what routes, subscriptions and workers refer to
  std::unique_ptr<http::Router> router{};
  std::shared_ptr<http::Application> application{};   // in front of the router (gateway, portal); null: the router
  std::vector<HealthCheck> checks{};
  std::vector<messaging::Subscription> subscriptions{};
  std::vector<runtime::Worker> workers{};
  std::function<runtime::Task<>()> on_start{};        // after migration, before readiness (collections, first admin)
};

}  // namespace boxoffice::kit::service
