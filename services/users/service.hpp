#pragma once

// Composes the users service: accounts, sessions and the tokens that prove them.

#include "kit/config/settings.hpp"
#include "kit/service/platform.hpp"
#include "kit/service/service.hpp"

#include <cstdint>

namespace boxoffice::services::users {

struct Config {
  int bcrypt_cost = 12;
  kit::config::Secret admin_password{};  // empty: a random one is made
  kit::config::Secret refresh_key{};     // empty: kept in secrets/refresh.key
};

[[nodiscard]] Config read_config(kit::config::Settings& settings);

/// `platform` outlives the service.
[[nodiscard]] kit::service::Service make(const kit::service::Platform& platform, Config config);

}  // namespace boxoffice::services::users
