#pragma once

// Composes the orders service: the purchase from the first click to its end.

#include "kit/config/settings.hpp"
#include "kit/service/platform.hpp"
#include "kit/service/service.hpp"

#include <cstdint>

namespace boxoffice::services::orders {

struct Config {
  std::int64_t extensions_allowed = 2;
};

[[nodiscard]] Config read_config(kit::config::Settings& settings);

/// `platform` outlives the service.
[[nodiscard]] kit::service::Service make(const kit::service::Platform& platform, Config config);

}  // namespace boxoffice::services::orders
