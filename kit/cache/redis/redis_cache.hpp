#pragma once

// Redis as a cache that the processes of many machines share.
//
// One thread talks to the server over two connections, one for commands and one for channels. While the server is away
// calls throw base::Unavailable at once, and both connections are made anew by themselves; who subscribes is told of
// nothing that was published meanwhile.

#include "kit/cache/cache.hpp"
#include "kit/cache/redis/limits.hpp"

#include <memory>
#include <string>

namespace boxoffice::kit::cache {

struct RedisCacheOptions {
  std::string url{};  // see parse_redis_url()
  RedisLimits limits{};
};

/// Throws base::StartupError, which names CACHE_URL, when the URL is wrong, and when the server refuses the user,
/// password or database or is older than Redis 6.2. A server that is away is waited for a little and is then no error.
/// Destroy the cache before the io_contexts whose coroutines wait for it.
std::unique_ptr<Cache> open_redis_cache(const RedisCacheOptions& options);

}  // namespace boxoffice::kit::cache
