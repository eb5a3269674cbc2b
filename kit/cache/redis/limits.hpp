#pragma once

// The limits of a Redis cache.

#include <chrono>
#include <cstddef>

namespace boxoffice::kit::cache {

struct RedisLimits {
  std::chrono::milliseconds command{1000};    // for a reply, and for a connection to be greeted
  std::chrono::milliseconds startup{2000};    // how long open_redis_cache() waits for a server that does not answer
  std::size_t commands = 8192;                // that may wait for a reply
  std::chrono::milliseconds idle{1000};       // then the server is asked whether it is still there
  std::chrono::milliseconds first_pause{50};  // before a new connection; then doubled, less a random part
  std::chrono::milliseconds longest_pause{2000};
};

}  // namespace boxoffice::kit::cache
