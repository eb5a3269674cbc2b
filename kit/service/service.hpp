#pragma once

// What a service is: a value that app/ can mount, migrate and document. Made by services/<name>/service.cpp.

#include "kit/http/message.hpp"
#include "kit/http/middleware/cors.hpp"
#include "kit/http/router.hpp"
#include "kit/messaging/subscription.hpp"
#include "kit/runtime/worker.hpp"
#include "kit/sql/migrations.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::service {

/// One needed dependency in /health: "database" -> UP or DOWN.
struct HealthCheck {
  std::string name;
  std::function<runtime::Task<bool>()> healthy;
};

/// Everything a running service consists of. Members are destroyed in reverse order: what serves dies first.
struct Service {
  std::string name;  // "orders"
  std::vector<sql::Migration> migrations{};
  std::shared_ptr<void> parts{};  // owns what routes, subscriptions and workers refer to
  std::unique_ptr<http::Router> router{};
  /// In front of the router, one for each port (gateway, portal); empty: the router serves the only port.
  std::vector<std::unique_ptr<http::Application>> applications{};
  std::optional<http::CorsOptions> cors{};  // where other origins may call (the gateway)
  /// For metric labels: the pattern of a path that the router does not know (what the gateway passes on).
  std::function<std::string(std::string_view path)> label_of{};
  bool inner_metrics = false;  // metrics only for ADMIN, or in lab mode (the gateway's)
  std::vector<HealthCheck> checks{};
  std::vector<HealthCheck> readiness{};  // beyond `checks`, only for /readyz
  std::vector<messaging::Subscription> subscriptions{};
  std::vector<runtime::Worker> workers{};
  std::function<runtime::Task<>()> on_start{};  // after migration, before readiness (collections, first admin)
};

}  // namespace boxoffice::kit::service
