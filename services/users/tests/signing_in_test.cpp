#include "services/users/core/signing_in.hpp"

#include "kit/base/failure.hpp"
#include "services/users/adapters/sql_rows.hpp"
#include "services/users/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace boxoffice::services::users {
namespace {

using kit::testing::run;

class signing_in : public UsersFixture {};

TEST_F(signing_in, given_new_name_when_registered_then_signed_in_and_announced) {
  const auto ada = register_named("Ada");

  ASSERT_TRUE(ada.has_value());
  EXPECT_EQ(ada->user.username, "Ada");
  EXPECT_EQ(ada->user.role, UserRole::user);
  EXPECT_FALSE(ada->access_token.empty());
  EXPECT_EQ(published(), std::vector<std::string>{"USER_REGISTERED"});
}

TEST_F(signing_in, given_taken_name_or_address_when_registered_then_conflict_without_case) {
  ASSERT_TRUE(register_named("Ada").has_value());

  const auto same_name = register_named("ADA");
  const auto same_address = run(UsersFixture::signing_in.register_user(
      {}, {.username = "grace", .email = "ADA@example.org", .password = "correct horse"}, browser));

  ASSERT_FALSE(same_name.has_value());
  EXPECT_EQ(same_name.error().code, codes::username_taken);
  ASSERT_FALSE(same_address.has_value());
  EXPECT_EQ(same_address.error().code, codes::email_taken);
  EXPECT_EQ(published().size(), 1U) << "a refused registration leaves no message";
}

TEST_F(signing_in, given_right_password_when_login_by_name_or_address_then_signed_in) {
  ASSERT_TRUE(register_named("ada").has_value());

  EXPECT_TRUE(login("ada", "correct horse").has_value());
  EXPECT_TRUE(login("Ada@Example.org", "correct horse").has_value());
}

TEST_F(signing_in, given_wrong_password_or_unknown_user_when_login_then_same_error_and_same_work) {
  ASSERT_TRUE(register_named("ada").has_value());

  const auto wrong = login("ada", "wrong horse");
  const auto unknown = login("nobody", "correct horse");

  ASSERT_FALSE(wrong.has_value());
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(wrong.error().code, codes::invalid_credentials);
  EXPECT_EQ(unknown.error().code, codes::invalid_credentials);
  EXPECT_EQ(wrong.error().message, unknown.error().message);
  EXPECT_EQ(passwords.verified, 2) << "an unknown user costs a hash as well";
}

TEST_F(signing_in, given_ten_failures_from_one_address_when_login_then_only_that_address_waits) {
  ASSERT_TRUE(register_named("ada").has_value());
  for (int attempt = 0; attempt < failed_logins_allowed; ++attempt) EXPECT_FALSE(login("ada", "guess").has_value());

  const auto refused = login("ada", "correct horse");
  const auto elsewhere = run(UsersFixture::signing_in.login({}, "ada", "correct horse", {.ip = "198.51.100.7"}));

  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, kit::base::codes::rate_limited);
  EXPECT_TRUE(refused.error().retry_after.has_value());
  EXPECT_TRUE(elsewhere.has_value()) << "nobody can lock somebody else out";
}

TEST_F(signing_in, given_failures_under_every_name_of_an_account_then_they_are_counted_as_one) {
  ASSERT_TRUE(register_named("ada").has_value());
  for (int attempt = 0; attempt < failed_logins_allowed / 2; ++attempt) {
    EXPECT_FALSE(login("ADA", "guess").has_value());
    EXPECT_FALSE(login("ada@example.org", "guess").has_value());
  }

  const auto refused = login("ada", "correct horse");

  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, kit::base::codes::rate_limited);
}

TEST_F(signing_in, given_name_that_nobody_has_then_refused_after_as_many_failures) {
  for (int attempt = 0; attempt < failed_logins_allowed; ++attempt) EXPECT_FALSE(login("nobody", "guess").has_value());

  const auto refused = login("nobody", "guess");

  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, kit::base::codes::rate_limited);
  EXPECT_EQ(passwords.verified, failed_logins_allowed);
}

TEST_F(signing_in, given_many_successes_then_none_counts_as_a_failure) {
  ASSERT_TRUE(register_named("ada").has_value());

  for (int repeat = 0; repeat <= failed_logins_allowed; ++repeat) {
    EXPECT_TRUE(login("ada", "correct horse").has_value());
  }
}

TEST_F(signing_in, given_hash_of_old_cost_when_login_then_hash_is_renewed) {
  const auto ada = register_named("ada");
  ASSERT_TRUE(ada.has_value());
  store_hash(ada->user.id, "old:correct horse");

  ASSERT_TRUE(login("ada", "correct horse").has_value());

  EXPECT_EQ(run(users.find(ada->user.id))->password_hash, "hashed:correct horse");
}

TEST_F(signing_in, given_newest_refresh_token_when_refreshed_then_next_generation) {
  const auto first = register_named("ada");
  ASSERT_TRUE(first.has_value());

  const auto second = refresh(first->refresh_token);

  ASSERT_TRUE(second.has_value());
  EXPECT_NE(second->refresh_token, first->refresh_token);
  EXPECT_TRUE(refresh(second->refresh_token).has_value());
}

TEST_F(signing_in, given_lost_answer_when_refreshed_again_within_grace_then_same_successor) {
  const auto first = register_named("ada");
  ASSERT_TRUE(first.has_value());
  const auto second = refresh(first->refresh_token);
  clock.advance(rotation_grace);

  const auto again = refresh(first->refresh_token);

  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->refresh_token, second->refresh_token);
}

TEST_F(signing_in, given_predecessor_after_grace_when_refreshed_then_session_ends_for_everybody) {
  const auto first = register_named("ada");
  ASSERT_TRUE(first.has_value());
  const auto second = refresh(first->refresh_token);
  clock.advance(rotation_grace + std::chrono::milliseconds{1});

  EXPECT_FALSE(refresh(first->refresh_token).has_value()) << "a copied token is refused";
  EXPECT_FALSE(refresh(second->refresh_token).has_value()) << "and so is the one that the thief or the owner holds";
  EXPECT_EQ(announcer.announced.size(), 1U);
}

TEST_F(signing_in, given_nobody_who_hears_of_endings_when_refreshed_then_unavailable_and_the_token_stays_good) {
  const auto first = register_named("ada");
  ASSERT_TRUE(first.has_value());
  announcer.is_away = true;

  EXPECT_THROW(std::ignore = refresh(first->refresh_token), kit::base::Unavailable);
  EXPECT_FALSE(refresh("garbage").has_value()) << "what was never a token is refused all the same";

  announcer.is_away = false;
  clock.advance(rotation_grace * 2);
  EXPECT_TRUE(refresh(first->refresh_token).has_value());
}

TEST_F(signing_in, given_expired_session_when_refreshed_then_signed_out) {
  const auto first = register_named("ada");
  ASSERT_TRUE(first.has_value());
  clock.advance(session_life);

  const auto late = refresh(first->refresh_token);

  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code, kit::base::codes::unauthenticated);
}

TEST_F(signing_in, given_more_expired_sessions_than_one_tick_deletes_when_pruned_then_says_so) {
  const auto alive = register_named("ada");
  ASSERT_TRUE(alive.has_value());
  run(database->write([this, user_id = alive->user.id](kit::sql::Transaction& transaction) {
    for (int number = 0; number < 1001; ++number) {
      insert_session(transaction,
                     {.id = ids.next_as<contracts::SessionId>(), .user_id = user_id, .expires_at = clock.now()});
    }
  }));
  const kit::base::Timestamp later = clock.now() + std::chrono::hours{1};

  EXPECT_TRUE(run(sessions.prune(later)));
  EXPECT_FALSE(run(sessions.prune(later)));

  EXPECT_TRUE(refresh(alive->refresh_token).has_value());
}

TEST_F(signing_in, given_garbage_when_refreshed_then_signed_out) {
  for (const std::string token : {"", "x", "no-such-session/0"}) {
    SCOPED_TRACE(token);
    EXPECT_FALSE(refresh(token).has_value());
  }
}

TEST_F(signing_in, given_logout_when_refreshed_then_signed_out_and_announced) {
  const auto ada = register_named("ada");
  ASSERT_TRUE(ada.has_value());
  const auto session = alive(ada->user.id).front();

  run(UsersFixture::signing_in.logout({}, ada->user.id, session.id));

  EXPECT_FALSE(refresh(ada->refresh_token).has_value());
  EXPECT_TRUE(announcer.announced.contains(session.id.str()));
}

}  // namespace
}  // namespace boxoffice::services::users
