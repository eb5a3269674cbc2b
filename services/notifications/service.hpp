#pragma once

// Composes the notifications service: what people are told about their orders, tickets and events.

#include "kit/config/settings.hpp"
#include "kit/service/platform.hpp"
#include "kit/service/service.hpp"

namespace boxoffice::services::notifications {

/// The service has no settings of its own.
struct Config {};

[[nodiscard]] Config read_config(kit::config::Settings& settings);

/// `platform` outlives the service.
[[nodiscard]] kit::service::Service make(const kit::service::Platform& platform, Config config);

}  // namespace boxoffice::services::notifications
