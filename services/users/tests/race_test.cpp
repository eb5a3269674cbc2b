// What crosses while a password is being checked, which takes long, and between a look and the write that follows it.
// Each race is also run without the guard, and must then be seen.

#include "kit/testing/sql/crossed_database.hpp"
#include "kit/testing/sql/drop_constraints.hpp"
#include "services/users/core/errors.hpp"
#include "services/users/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::services::users {
namespace {

using kit::testing::run;

class races : public UsersFixture {
 protected:
  races() { ada = register_named("ada")->user; }

  [[nodiscard]] SigningInParts parts_of(UserStore& user_store, SessionStore& session_store) {
    return {.users = user_store,
            .sessions = session_store,
            .passwords = passwords,
            .tokens = tokens,
            .attempts = attempts,
            .announcer = announcer,
            .journal = journal,
            .clock = clock,
            .ids = ids};
  }

  Task<> change_password_elsewhere() {
    const auto changed = co_await accounts.change_password(
        {}, ada.id, {.current_password = "correct horse", .new_password = "new password"});
    EXPECT_TRUE(changed.has_value());
  }
  Task<> disable_elsewhere() {
    const auto disabled = co_await accounts.administer({}, ada.id, {.status = UserStatus::disabled});
    EXPECT_TRUE(disabled.has_value());
  }
  Task<> promote_elsewhere() {
    const auto promoted = co_await accounts.administer({}, ada.id, {.role = UserRole::admin});
    EXPECT_TRUE(promoted.has_value());
  }
  Task<> sign_in_elsewhere() {
    const auto elsewhere = co_await signing_in.login({}, "ada", "correct horse", browser);
    EXPECT_TRUE(elsewhere.has_value());
  }

  /// Signs in with what was the right password when the check began.
  Result<SignedIn> login_while(std::function<Task<>()> happens, AccountGuard guard) {
    SqlSessions guarded(*database, guard);
    const SigningIn crossing(parts_of(users, guarded));
    passwords.meanwhile = std::move(happens);
    return run(crossing.login({}, "ada", "correct horse", browser));
  }

  /// Changes the password while somebody else does, who knows the same old one.
  Result<void> change_while_changed(AccountGuard guard) {
    SqlUsers guarded(*database, outbox, clock, guard);
    const Accounts crossing(parts_of(guarded, sessions));
    passwords.meanwhile = [this] { return change_password_elsewhere(); };
    return run(crossing.change_password({}, ada.id,
                                        {.current_password = "correct horse", .new_password = "a third password"}));
  }

  /// Moves on a session that was read before something happened to it.
  bool rotate_after(Task<> happens, AccountGuard guard) {
    const Session as_read = alive(ada.id).front();
    run(std::move(happens));
    SqlSessions guarded(*database, guard);
    return run(guarded.rotate(as_read.id, as_read.generation, clock.now(), clock.now() + session_life));
  }

  /// Registers "grace" while somebody else does.
  Result<SignedIn> register_crossed(AccountGuard guard) {
    crossed.meanwhile = [this] { return register_elsewhere(); };
    SqlUsers guarded(crossed, outbox, clock, guard);
    const SigningIn crossing(parts_of(guarded, sessions));
    return run(crossing.register_user(
        {}, {.username = "Grace", .email = "other@example.org", .password = "correct horse"}, browser));
  }
  Task<> register_elsewhere() {
    const auto elsewhere = co_await signing_in.register_user(
        {}, {.username = "grace", .email = "grace@example.org", .password = "correct horse"}, browser);
    EXPECT_TRUE(elsewhere.has_value());
  }
  std::int64_t named_grace() {
    return run(database->read([](kit::sql::Session& session) {
      return session.query_one("SELECT COUNT(*) FROM users WHERE username_key = 'grace'")->get<std::int64_t>(0);
    }));
  }

  /// Two requests refresh the same token at once and get the same next one. Whether that is good for longer than the
  /// grace of its predecessor.
  bool next_token_is_good(AccountGuard guard) {
    const std::string token = login("ada", "correct horse")->refresh_token;
    crossed.meanwhile = [this, token] { return refresh_elsewhere(token); };
    SqlSessions guarded(crossed, guard);
    const SigningIn crossing(parts_of(users, guarded));
    const auto refreshed = run(crossing.refresh({}, token));
    EXPECT_EQ(refreshed->refresh_token, next_token);
    clock.advance(rotation_grace + std::chrono::milliseconds{1});
    return refresh(next_token).has_value();
  }
  Task<> refresh_elsewhere(std::string token) {
    const auto elsewhere = co_await signing_in.refresh({}, std::move(token));
    next_token = elsewhere->refresh_token;
  }

  /// Of two administrators, one is demoted while the other is.
  Result<UserStore::Administered> demote_crossed(AccountGuard guard) {
    const User grace = register_named("grace")->user;
    for (const User& person : {ada, grace}) {
      EXPECT_TRUE(run(accounts.administer({}, person.id, {.role = UserRole::admin})).has_value());
    }
    crossed.meanwhile = [this, grace] { return demote_elsewhere(grace.id); };
    SqlUsers guarded(crossed, outbox, clock, guard);
    return run(guarded.administer({}, ada.id, UserRole::user, std::nullopt));
  }
  Task<> demote_elsewhere(contracts::UserId id) {
    const auto demoted = co_await accounts.administer({}, std::move(id), {.role = UserRole::user});
    EXPECT_TRUE(demoted.has_value());
  }

  std::size_t sessions_left() { return alive(ada.id).size(); }

  User ada{};
  std::string next_token{};
  kit::testing::CrossedDatabase crossed{*database};
};

TEST_F(races, given_password_changed_while_a_login_is_checked_then_refused_and_no_session_is_left) {
  const auto crossed = login_while([this] { return change_password_elsewhere(); }, AccountGuard::on);

  ASSERT_FALSE(crossed.has_value());
  EXPECT_EQ(crossed.error().code, codes::invalid_credentials);
  EXPECT_EQ(sessions_left(), 0U);
}

TEST_F(races, without_guard_then_a_session_begun_with_the_old_password_outlives_its_change) {
  EXPECT_TRUE(login_while([this] { return change_password_elsewhere(); }, AccountGuard::off).has_value());
  EXPECT_EQ(sessions_left(), 1U);
}

TEST_F(races, given_account_disabled_while_a_login_is_checked_then_the_answer_of_a_disabled_one) {
  const auto crossed = login_while([this] { return disable_elsewhere(); }, AccountGuard::on);

  ASSERT_FALSE(crossed.has_value());
  EXPECT_EQ(crossed.error().code, codes::invalid_credentials);
  EXPECT_NE(crossed.error().message.find("disabled"), std::string::npos);
  EXPECT_EQ(sessions_left(), 0U);
}

TEST_F(races, without_guard_then_a_disabled_account_gets_a_session) {
  EXPECT_TRUE(login_while([this] { return disable_elsewhere(); }, AccountGuard::off).has_value());
  EXPECT_EQ(sessions_left(), 1U);
}

TEST_F(races, given_role_changed_while_a_login_is_checked_then_the_tokens_carry_the_new_one) {
  const auto crossed = login_while([this] { return promote_elsewhere(); }, AccountGuard::on);

  ASSERT_TRUE(crossed.has_value());
  EXPECT_EQ(crossed->user.role, UserRole::admin);
}

TEST_F(races, given_hash_renewed_by_another_login_while_one_is_checked_then_both_are_signed_in) {
  store_hash(ada.id, "old:correct horse");

  const auto crossed = login_while([this] { return sign_in_elsewhere(); }, AccountGuard::on);

  EXPECT_TRUE(crossed.has_value());
  EXPECT_EQ(run(users.find(ada.id))->password_hash, "hashed:correct horse");
}

TEST_F(races, given_password_changed_while_an_outdated_hash_is_checked_then_the_new_password_stays) {
  store_hash(ada.id, "old:correct horse");

  EXPECT_FALSE(login_while([this] { return change_password_elsewhere(); }, AccountGuard::on).has_value());

  EXPECT_EQ(run(users.find(ada.id))->password_hash, "hashed:new password");
}

TEST_F(races, given_two_changes_of_one_password_then_the_second_no_longer_knows_it) {
  const auto second = change_while_changed(AccountGuard::on);

  ASSERT_FALSE(second.has_value());
  ASSERT_EQ(second.error().fields.size(), 1U);
  EXPECT_EQ(second.error().fields.front().pointer, "/currentPassword");
  EXPECT_TRUE(login("ada", "new password").has_value());
}

TEST_F(races, without_guard_then_who_knows_only_the_old_password_has_the_last_word) {
  EXPECT_TRUE(change_while_changed(AccountGuard::off).has_value());
  EXPECT_FALSE(login("ada", "new password").has_value());
}

TEST_F(races, given_hash_renewed_by_a_login_while_the_password_is_changed_then_changed_all_the_same) {
  store_hash(ada.id, "old:correct horse");
  passwords.meanwhile = [this] { return sign_in_elsewhere(); };

  const auto changed =
      run(accounts.change_password({}, ada.id, {.current_password = "correct horse", .new_password = "new password"}));

  EXPECT_TRUE(changed.has_value());
  EXPECT_TRUE(login("ada", "new password").has_value());
}

TEST_F(races, given_account_disabled_while_its_password_is_changed_then_signed_out) {
  passwords.meanwhile = [this] { return disable_elsewhere(); };

  const auto changed =
      run(accounts.change_password({}, ada.id, {.current_password = "correct horse", .new_password = "new password"}));

  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().code, kit::base::codes::unauthenticated);
}

TEST_F(races, given_session_ended_or_account_disabled_after_it_was_read_then_it_is_not_moved_on) {
  EXPECT_FALSE(rotate_after(disable_elsewhere(), AccountGuard::on));
  EXPECT_EQ(sessions_left(), 0U);
}

TEST_F(races, without_guard_then_an_ended_session_is_moved_on) {
  EXPECT_TRUE(rotate_after(disable_elsewhere(), AccountGuard::off));
}

TEST_F(races, given_name_taken_while_somebody_registers_then_conflict) {
  EXPECT_EQ(register_crossed(AccountGuard::on).error().code, codes::username_taken);
  EXPECT_EQ(named_grace(), 1);
}

TEST_F(races, given_name_looked_for_before_its_transaction_then_the_unique_key_makes_it_a_conflict) {
  EXPECT_EQ(register_crossed(AccountGuard::off).error().code, codes::username_taken);
  EXPECT_EQ(named_grace(), 1);
}

TEST_F(races, without_guards_then_two_accounts_have_one_name) {
  kit::testing::drop_constraints(*database, {"sessions", "users"});

  EXPECT_TRUE(register_crossed(AccountGuard::off).has_value());
  EXPECT_EQ(named_grace(), 2);
}

TEST_F(races, given_two_refreshes_of_one_token_then_both_stay_signed_in) {
  EXPECT_TRUE(next_token_is_good(AccountGuard::on));
}

TEST_F(races, without_guard_then_both_get_a_token_that_has_been_passed_over) {
  EXPECT_FALSE(next_token_is_good(AccountGuard::off));
}

TEST_F(races, given_two_administrators_demoted_at_once_then_one_is_left) {
  EXPECT_EQ(demote_crossed(AccountGuard::on).error().code, codes::last_admin);
  EXPECT_TRUE(run(users.has_admin()));
}

TEST_F(races, without_guard_then_nobody_is_left_to_administer) {
  EXPECT_TRUE(demote_crossed(AccountGuard::off).has_value());
  EXPECT_FALSE(run(users.has_admin()));
}

}  // namespace
}  // namespace boxoffice::services::users
