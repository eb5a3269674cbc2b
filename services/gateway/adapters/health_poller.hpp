#pragma once

// Looks once a second whether each instance is ready, so that requests go around those that are not.

#include "kit/http/client.hpp"
#include "kit/runtime/worker.hpp"
#include "services/gateway/core/upstreams.hpp"

namespace boxoffice::services::gateway {

/// `http` and `upstreams` outlive the worker.
[[nodiscard]] kit::runtime::Worker health_poller(kit::http::Client& http, Upstreams& upstreams);

}  // namespace boxoffice::services::gateway
