#pragma once

// Looks once a second whether each instance is ready, so that requests go around those that are not.

#include "kit/http/client.hpp"
#include "kit/runtime/worker.hpp"
#include "services/gateway/core/upstreams.hpp"

#include <chrono>
#include <vector>

namespace boxoffice::services::gateway {

struct HealthLook {
  std::chrono::milliseconds interval{1'000};
  std::chrono::milliseconds limit{2'000};  // an instance that takes longer counts as down
};

/// A worker for each instance, so that one that hangs delays the look at no other. `http` and `upstreams` outlive them.
[[nodiscard]] std::vector<kit::runtime::Worker> health_pollers(kit::http::Client& http, const Upstreams& upstreams,
                                                               HealthLook look = {});

}  // namespace boxoffice::services::gateway
