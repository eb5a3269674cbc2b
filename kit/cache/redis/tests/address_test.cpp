#include "kit/cache/redis/address.hpp"

#include "kit/base/failure.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::kit::cache {
namespace {

TEST(redis_address, given_urls_then_their_parts) {
  struct Case {
    std::string url;
    RedisAddress address;
  };
  const Case cases[] = {
      {"redis://cache", {.host = "cache"}},
      {"redis://cache/", {.host = "cache"}},
      {"redis://cache:7000/3", {.host = "cache", .port = 7000, .database = 3}},
      {"redis://:hush@cache", {.host = "cache", .password = "hush"}},
      {"redis://me:hu%40sh%2F@cache:6379/0?prefix=shop.1:",
       {.host = "cache", .user = "me", .password = "hu@sh/", .prefix = "shop.1:"}},
      {"redis://[::1]:6380", {.host = "::1", .port = 6380}},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.url);
    const RedisAddress address = parse_redis_url(test.url);
    EXPECT_EQ(address.host, test.address.host);
    EXPECT_EQ(address.port, test.address.port);
    EXPECT_EQ(address.user, test.address.user);
    EXPECT_EQ(address.password, test.address.password);
    EXPECT_EQ(address.database, test.address.database);
    EXPECT_EQ(address.prefix, test.address.prefix);
  }
  EXPECT_EQ(parse_redis_url("redis://[::1]").place(), "[::1]:6379");
}

TEST(redis_address, given_what_is_no_such_url_then_a_sentence_without_the_password) {
  for (const std::string url :
       {"redis:", "redis://", "redis://me:hush@", "redis://me:hush@:6379", "redis://me:hush#@cache",
        "redis://me:hush@cache:0", "redis://me:hush@cache:66000", "redis://me:hush@cache:port",
        "redis://me:hush@cache/name", "redis://me:hush@cache/-1", "redis://me:hush@cache/1/2",
        "redis://me:hush@cache/10000", "redis://me:hush@cache?timeout=1", "redis://me:hush@cache?prefix=a*",
        "redis://me:hush@cache#part", "redis://me:hush%@cache", "rediss://me:hush@cache", "redis:/hush"}) {
    SCOPED_TRACE(url);
    ASSERT_TRUE(is_redis_url(url));
    try {
      (void)parse_redis_url(url);
      ADD_FAILURE() << "no refusal";
    } catch (const base::StartupError& error) {
      const std::string sentence = error.what();
      EXPECT_TRUE(sentence.starts_with("CACHE_URL cannot be used: ")) << sentence;
      EXPECT_FALSE(sentence.contains("hush")) << sentence;
    }
  }
  EXPECT_FALSE(is_redis_url("sqlite:data"));
}

}  // namespace
}  // namespace boxoffice::kit::cache
