#pragma once

// Chooses the cache engine by the scheme of CACHE_URL.

#include "kit/base/time.hpp"
#include "kit/cache/cache.hpp"

#include <memory>
#include <string_view>

namespace boxoffice::kit::cache {

/// "sqlite:<folder>" opens <folder>/cache.db; "redis://[user[:password]@]host[:port][/database][?prefix=...]" uses a
/// server, which may be away. Throws base::StartupError, which names CACHE_URL, for other schemes and for what the
/// operator has to mend (see open_redis_cache()).
std::unique_ptr<Cache> open_cache(std::string_view url, const base::Clock& clock);

}  // namespace boxoffice::kit::cache
