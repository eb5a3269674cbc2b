#pragma once

// Composes the gateway: the single entry point in front of all services.

#include "kit/config/settings.hpp"
#include "kit/service/platform.hpp"
#include "kit/service/service.hpp"

#include <string>
#include <vector>

namespace boxoffice::services::gateway {

struct Config {
  std::vector<std::string> hosts{};         // names under which it may be addressed, lower case, without port
  std::vector<std::string> cors_origins{};  // besides the portals, which are same-origin
};

[[nodiscard]] Config read_config(kit::config::Settings& settings);

/// `platform` outlives the service.
[[nodiscard]] kit::service::Service make(const kit::service::Platform& platform, Config config);

}  // namespace boxoffice::services::gateway
