#pragma once

// What a service is: a value that app/ can mount, migrate and document. Made by services/<name>/service.cpp.

#include "kit/http/message.hpp"
#include "kit/http/middleware/cors.hpp"
#include "kit/http/router.hpp"
#include "kit/messaging/subscription.hpp"
#include "kit/runtime/worker.hpp"
#include "kit/sql/migrations.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::service {

/// How much of a service works without a dependency.
enum class Importance : std::uint8_t {
  vital,    // nothing: DOWN, and not ready, so that nobody is sent here
  needed,   // a part: DOWN, but ready for what does not need it
  helpful,  // everything, some of it poorer: shown, and UP
};

/// One dependency in /health: "database" -> UP or DOWN. The function is cheap; it may throw, which counts as DOWN.
struct HealthCheck {
  std::string name;
  std::function<runtime::Task<bool>()> healthy;
  Importance importance = Importance::vital;
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
  std::vector<HealthCheck> readiness{};  // beyond `checks`, only for /readyz; asked each time
  std::vector<messaging::Subscription> subscriptions{};
  std::vector<runtime::Worker> workers{};
  std::function<runtime::Task<>()> on_start{};  // after migration, before readiness (collections, first admin)
};

}  // namespace boxoffice::kit::service
