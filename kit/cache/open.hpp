#pragma once

// Chooses the cache engine by the scheme of CACHE_URL.

#include "kit/base/time.hpp"
#include "kit/cache/cache.hpp"

#include <memory>
#include <string_view>

namespace boxoffice::kit::cache {

/// "sqlite:<folder>" opens <folder>/cache.db. Throws base::StartupError for other schemes.
std::unique_ptr<Cache> open_cache(std::string_view url, const base::Clock& clock);

}  // namespace boxoffice::kit::cache
