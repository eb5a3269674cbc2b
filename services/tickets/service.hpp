#pragma once

// Composes the tickets service: the owner of stock, holds and time.

#include "kit/config/settings.hpp"
#include "kit/service/platform.hpp"
#include "kit/service/service.hpp"
#include "services/tickets/core/decide_batch.hpp"

namespace boxoffice::services::tickets {

struct Config {
  HoldTimes times{};
  kit::config::Secret code_key{};  // empty: kept in secrets/ticket-codes.key
};

[[nodiscard]] Config read_config(kit::config::Settings& settings);

/// `platform` outlives the service.
[[nodiscard]] kit::service::Service make(const kit::service::Platform& platform, Config config);

}  // namespace boxoffice::services::tickets
