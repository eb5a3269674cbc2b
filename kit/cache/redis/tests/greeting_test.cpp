#include "kit/cache/redis/greeting.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::kit::cache {
namespace {

RedisAddress address() {
  return {.host = "cache", .user = "me", .password = "hush", .database = 3};
}

Reply hello_of(const std::string& version) {
  const auto text = [](std::string each) { return Reply{.value = std::move(each)}; };
  return {.value = std::vector<Reply>{text("server"), text("redis"), text("version"), text(version), text("proto"),
                                      Reply{.value = std::int64_t{2}}}};
}

TEST(greeting, given_addresses_then_what_is_sent) {
  EXPECT_EQ(greeting_of({.host = "cache"}), (std::vector<Words>{{"HELLO", "2", "SETNAME", "boxoffice"}}));
  EXPECT_EQ(greeting_of({.host = "cache", .password = "hush"}),
            (std::vector<Words>{{"HELLO", "2", "AUTH", "default", "hush", "SETNAME", "boxoffice"}}));
  EXPECT_EQ(greeting_of(address()),
            (std::vector<Words>{{"HELLO", "2", "AUTH", "me", "hush", "SETNAME", "boxoffice"}, {"SELECT", "3"}}));
}

TEST(greeting, given_replies_then_only_what_the_operator_has_to_mend_is_lasting) {
  struct Case {
    std::string error;
    std::string reason;
    bool is_lasting;
  };
  const Case cases[] = {
      {"WRONGPASS invalid username-password pair", "the server at cache:6379 refuses its user or password", true},
      {"NOAUTH HELLO must be called with", "the server at cache:6379 asks for a user and password, and it has none",
       true},
      {"NOPERM this user has no permissions", "the server at cache:6379 lets its user do too little", true},
      {"ERR unknown command `HELLO`, with args beginning with: `2`, `AUTH`, `me`, `hush`, ",
       "the server at cache:6379 is older than 6.0, and Redis 6.2 or newer is needed", true},
      {"ERR max number of clients reached", "the server at cache:6379 says ERR max number of clients reached", false},
      {"DENIED first line\nsecond line", "the server at cache:6379 says DENIED first line", false},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.error);
    const auto trouble = judge_greeting(address(), {"HELLO"}, {.value = Reply::Error{test.error}});
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->reason, test.reason);
    EXPECT_EQ(trouble->is_lasting(), test.is_lasting);
  }
}

TEST(greeting, given_versions_then_old_ones_are_refused) {
  for (const std::string version : {"6.2.0", "7.0.15", "10.1.0", "255.255.255", "unknown", ""}) {
    EXPECT_FALSE(judge_greeting(address(), {"HELLO"}, hello_of(version))) << version;
  }
  for (const std::string version : {"6.0.16", "6.1.9", "5.0.14"}) {
    const auto trouble = judge_greeting(address(), {"HELLO"}, hello_of(version));
    ASSERT_TRUE(trouble) << version;
    EXPECT_TRUE(trouble->is_lasting());
    EXPECT_TRUE(trouble->reason.contains("is Redis " + version)) << trouble->reason;
  }
}

TEST(greeting, given_a_database_that_is_not_there_then_its_number_is_named) {
  const auto trouble =
      judge_greeting(address(), {"SELECT", "3"}, {.value = Reply::Error{"ERR DB index is out of range"}});

  ASSERT_TRUE(trouble);
  EXPECT_EQ(trouble->reason, "the server at cache:6379 has no database 3");
  EXPECT_FALSE(judge_greeting(address(), {"SELECT", "3"}, {.value = std::string("OK")}));
}

}  // namespace
}  // namespace boxoffice::kit::cache
