// What a start makes of CACHE_URL.

#include "kit/cache/redis/tests/redis_fixture.hpp"

#include <array>

namespace boxoffice::kit::cache {
namespace {

using std::chrono::milliseconds;

class redis_start : public RedisFixture {
 protected:
  /// The sentence with which a start is refused.
  static std::string sentence_for(const std::string& url) {
    try {
      (void)open_redis_cache({.url = url});
    } catch (const base::StartupError& error) {
      return error.what();
    }
    return "no refusal";
  }
  std::string url(std::string_view login, std::string_view rest = "") const {
    return fmt::format("redis://{}@127.0.0.1:{}{}", login, server.port(), rest);
  }
};

TEST_F(redis_start, given_what_the_operator_has_to_mend_then_a_sentence_that_names_the_setting) {
  server.ask({"ACL", "SETUSER", "small", "reset", "on", ">secret", "~*", "&*", "+@all", "-select"});
  struct Case {
    std::string url;
    std::string reason;
  };
  for (const Case& test : std::array{Case{url("nobody:secret"), "refuses its user or password. Correct them."},
                                     Case{url(":secret", "/9000"), "has no database 9000. Choose"},
                                     Case{url("small:secret", "/1"), "lets its user do too little. Give"},
                                     Case{"redis:secret", "it names no host"}}) {
    SCOPED_TRACE(test.url);
    const std::string sentence = sentence_for(test.url);
    EXPECT_TRUE(sentence.starts_with("CACHE_URL cannot be used: ")) << sentence;
    EXPECT_TRUE(sentence.contains(test.reason)) << sentence;
    EXPECT_FALSE(sentence.contains("secret")) << sentence;
  }
}

TEST_F(redis_start, given_a_server_with_a_password_then_only_who_knows_it_gets_in) {
  const testing::RedisServer guarded("a+secret");

  EXPECT_TRUE(works(*open(guarded.url())));

  const std::string place = fmt::format("127.0.0.1:{}", guarded.port());
  EXPECT_TRUE(sentence_for("redis://" + place).contains("asks for a user and password"));
  EXPECT_TRUE(sentence_for("redis://boxoffice:wrong@" + place).contains("refuses its user or password"));
}

TEST_F(redis_start, given_a_server_that_is_away_then_the_cache_opens_and_works_when_it_comes) {
  server.kill();
  std::unique_ptr<Cache> cache;

  EXPECT_LT(time_of([&] { cache = open(RedisLimits{.startup = milliseconds{200}}); }), 200ms + at_once);

  EXPECT_LT(time_of([&] { EXPECT_NE(refusal_of(*cache), ""); }), at_once);
  server.start();
  EXPECT_TRUE(heals(*cache));
}

TEST_F(redis_start, given_a_server_that_hangs_then_the_cache_opens_and_works_when_it_goes_on) {
  server.freeze();
  std::unique_ptr<Cache> cache;

  EXPECT_LT(time_of([&] { cache = open(RedisLimits{.startup = milliseconds{200}}); }), 200ms + at_once);

  EXPECT_LT(time_of([&] { EXPECT_NE(refusal_of(*cache), ""); }), at_once);
  server.thaw();
  EXPECT_TRUE(heals(*cache));
}

TEST_F(redis_start, given_a_server_that_comes_within_the_limit_then_the_first_call_works) {
  server.kill();
  auto opening = std::async(std::launch::async, [this] { return open(RedisLimits{.startup = 10s}); });

  server.start();

  EXPECT_EQ(refusal_of(*opening.get()), "");
}

TEST_F(redis_start, given_an_address_that_nobody_answers_at_then_the_cache_opens_and_ends_at_once) {
  // RFC 5737: nobody has it. Whether the network says so or stays silent, it is away.
  auto cache = open_redis_cache({.url = "redis://192.0.2.1", .limits = {.startup = milliseconds{50}}});

  EXPECT_LT(time_of([&] { EXPECT_NE(refusal_of(*cache), ""); }), at_once);
  EXPECT_LT(time_of([&] { cache.reset(); }), at_once);
}

TEST_F(redis_start, given_a_name_that_nobody_knows_then_the_cache_opens_and_says_why_it_is_away) {
  const auto cache = open_redis_cache({.url = "redis://no-such-host.invalid", .limits = {.startup = milliseconds{50}}});

  EXPECT_TRUE(testing::eventually([&] { return refusal_of(*cache).contains("the connection to Redis broke"); }));
}

}  // namespace
}  // namespace boxoffice::kit::cache
