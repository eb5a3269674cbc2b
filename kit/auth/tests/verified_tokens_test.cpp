#include "kit/auth/verified_tokens.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace boxoffice::kit::auth {
namespace {

const base::Timestamp now = base::from_unix_ms(1'000'000);
const base::Timestamp later = now + std::chrono::minutes{15};

http::Principal person(const std::string& id) {
  return {.kind = http::Principal::Kind::user, .subject = id};
}

TEST(verified_tokens, given_token_then_found_until_it_expires) {
  VerifiedTokens tokens(10);
  tokens.add("a", person("u-1"), now + std::chrono::seconds{1});

  ASSERT_TRUE(tokens.find("a", now));
  EXPECT_EQ(tokens.find("a", now)->subject, "u-1");
  EXPECT_FALSE(tokens.find("b", now));
  EXPECT_FALSE(tokens.find("a", now + std::chrono::seconds{1}));
  EXPECT_EQ(tokens.size(), 0U);
}

TEST(verified_tokens, given_more_than_the_limit_then_never_more_are_kept) {
  VerifiedTokens tokens(10);

  for (int i = 0; i < 1'000; ++i) {
    tokens.add(std::to_string(i), person("u"), later);
    EXPECT_LE(tokens.size(), 10U);
  }

  EXPECT_GE(tokens.size(), 5U);
  EXPECT_TRUE(tokens.find("999", now));
  EXPECT_FALSE(tokens.find("0", now));
}

TEST(verified_tokens, given_token_in_use_then_survives_others) {
  VerifiedTokens tokens(10);
  tokens.add("mine", person("u-1"), later);

  for (int i = 0; i < 1'000; ++i) {
    tokens.add(std::to_string(i), person("u"), later);
    ASSERT_TRUE(tokens.find("mine", now)) << "after " << i;
    EXPECT_LE(tokens.size(), 10U);
  }
}

TEST(verified_tokens, given_same_token_again_then_replaced) {
  VerifiedTokens tokens(10);
  tokens.add("a", person("u-1"), later);
  tokens.add("a", person("u-2"), later);

  EXPECT_EQ(tokens.find("a", now)->subject, "u-2");
  EXPECT_EQ(tokens.size(), 1U);
}

TEST(verified_tokens, given_many_threads_then_every_answer_is_whole) {
  VerifiedTokens tokens(100);
  std::vector<std::jthread> threads;

  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&tokens] {
      for (int i = 0; i < 1'000; ++i) {
        const std::string id = std::to_string(i % 150);
        if (const auto found = tokens.find(id, now)) {
          EXPECT_EQ(found->subject, id);
        } else {
          tokens.add(id, person(id), later);
        }
      }
    });
  }
  threads.clear();

  EXPECT_LE(tokens.size(), 100U);
}

}  // namespace
}  // namespace boxoffice::kit::auth
