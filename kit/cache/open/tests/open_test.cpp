#include "kit/cache/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/redis/redis_server.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace boxoffice::kit::cache {
namespace {

TEST(open_cache, given_urls_then_their_engines_open_and_others_are_refused) {
  const testing::TemporaryDirectory directory;
  const testing::FakeClock clock;

  const auto cache = open_cache("sqlite:" + directory.path().string(), clock);

  EXPECT_TRUE(std::filesystem::exists(directory / "cache.db"));
  EXPECT_TRUE(testing::run(open_cache(testing::RedisServer::shared().url(), clock)->healthy()));
  EXPECT_THROW(open_cache("redis:", clock), base::StartupError);
  EXPECT_THROW(open_cache("memcached://localhost", clock), base::StartupError);
}

}  // namespace
}  // namespace boxoffice::kit::cache
