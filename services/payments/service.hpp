#pragma once

// Composes the payments service: money, and the gate that lets an order's payments through.

#include "kit/config/settings.hpp"
#include "kit/service/platform.hpp"
#include "kit/service/service.hpp"

#include <chrono>

namespace boxoffice::services::payments {

struct Config {
  std::chrono::seconds hold{600};  // how long tickets holds what an order wants
};

[[nodiscard]] Config read_config(kit::config::Settings& settings);

/// `platform` outlives the service.
[[nodiscard]] kit::service::Service make(const kit::service::Platform& platform, Config config);

}  // namespace boxoffice::services::payments
