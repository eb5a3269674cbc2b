#pragma once

// Composes the portals: one process that serves the buyers' port and the staff's port.

#include "kit/config/settings.hpp"
#include "kit/service/platform.hpp"
#include "kit/service/service.hpp"

#include <string>
#include <vector>

namespace boxoffice::services::portal {

struct Config {
  std::vector<std::string> hosts{};
  std::string gateway_origin{};  // as browsers see it; empty: localhost with the gateway's port
  std::string user_portal_origin{};
  std::string admin_portal_origin{};
  std::string default_currency{};
  std::string default_time_zone{};
};

[[nodiscard]] Config read_config(kit::config::Settings& settings);

/// `platform` outlives the service.
[[nodiscard]] kit::service::Service make(const kit::service::Platform& platform, Config config);

}  // namespace boxoffice::services::portal
