#include "kit/cache/redis/redis_cache.hpp"
#include "kit/cache/tests/cache_contract.hpp"
#include "kit/testing/redis/redis_server.hpp"

#include <fmt/format.h>

#include <thread>

namespace boxoffice::kit::cache {
namespace {

/// A prefix of its own for each test. Redis has no clock but the real one.
class RedisEngine {
 public:
  std::unique_ptr<Cache> open() { return open_redis_cache({.url = testing::RedisServer::shared().url(prefix_)}); }
  void let_pass(std::chrono::milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    EXPECT_TRUE(testing::eventually([until] { return std::chrono::steady_clock::now() >= until; }));
  }

 private:
  static std::string next_prefix() {
    static int made = 0;
    return fmt::format("contract-{}:", ++made);
  }

  std::string prefix_ = next_prefix();
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(redis, cache_contract, RedisEngine);

}  // namespace boxoffice::kit::cache
