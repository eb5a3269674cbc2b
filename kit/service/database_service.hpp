#pragma once

// What every service with a database has: the kit's tables beside its own, a router, the database in its health, and
// the workers that keep those tables short.

#include "kit/service/platform.hpp"
#include "kit/service/service.hpp"

#include <string>
#include <vector>

namespace boxoffice::kit::service {

struct DatabaseServiceOptions {
  std::string name{};                        // "orders"
  std::vector<sql::Migration> migrations{};  // its own, applied after the kit's
  bool publishes = false;                    // has an outbox: a relay publishes it
  bool keeps_answers = false;                // of keyed writes (kit/idempotency)
  /// Begins keyed writes for the routes that leave it to the router, which it outlives.
  http::IdempotencyHook* keys = nullptr;
};

/// A service without routes, subscriptions and workers of its own: these are its maker's to add. `platform` outlives
/// it.
[[nodiscard]] Service database_service(const Platform& platform, DatabaseServiceOptions options);

}  // namespace boxoffice::kit::service
