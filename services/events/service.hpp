#pragma once

// Composes the events service: what people attend, from the first draft until it is over.

#include "kit/config/settings.hpp"
#include "kit/service/platform.hpp"
#include "kit/service/service.hpp"

namespace boxoffice::services::events {

/// It has no settings of its own.
struct Config {};

[[nodiscard]] Config read_config(kit::config::Settings& settings);

/// `platform` outlives the service.
[[nodiscard]] kit::service::Service make(const kit::service::Platform& platform, Config config);

}  // namespace boxoffice::services::events
