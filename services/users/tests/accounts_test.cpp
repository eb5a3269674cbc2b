#include "services/users/core/accounts.hpp"

#include "services/users/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::services::users {
namespace {

using kit::testing::run;

class managing_accounts : public UsersFixture {
 protected:
  User registered(const std::string& name) {
    auto signed_in_user = register_named(name);
    EXPECT_TRUE(signed_in_user.has_value());
    return signed_in_user->user;
  }
  User admin(const std::string& name) {
    const User user = registered(name);
    // The first one is made directly: administer() would be refused while there is no administrator yet.
    run(database->write([&](kit::sql::Transaction& transaction) {
      transaction.execute("UPDATE users SET role = 'ADMIN' WHERE id = $1", user.id);
    }));
    return user;
  }
};

TEST_F(managing_accounts, given_wrong_current_password_when_changed_then_field_error) {
  const User ada = registered("ada");

  const auto changed =
      run(accounts.change_password({}, ada.id, {.current_password = "wrong", .new_password = "new password"}));

  ASSERT_FALSE(changed.has_value());
  ASSERT_EQ(changed.error().fields.size(), 1U);
  EXPECT_EQ(changed.error().fields.front().pointer, "/currentPassword");
}

TEST_F(managing_accounts, given_wrong_current_passwords_when_repeated_then_limited_as_sign_ins_are_and_with_them) {
  const User ada = registered("ada");
  const auto guess = [&](const std::string& address) {
    return run(accounts.change_password(
        {}, ada.id, {.current_password = "wrong", .new_password = "new password", .address = address}));
  };
  for (int attempt = 0; attempt < failed_logins_allowed / 2; ++attempt) {
    EXPECT_EQ(guess(browser.ip).error().code, kit::base::codes::validation_failed);
    EXPECT_EQ(login("ada", "wrong").error().code, codes::invalid_credentials);
  }

  const auto limited = guess(browser.ip);
  const auto right = run(accounts.change_password(
      {}, ada.id, {.current_password = "correct horse", .new_password = "new password", .address = browser.ip}));
  const auto elsewhere = guess("198.51.100.7");

  EXPECT_EQ(limited.error().code, kit::base::codes::rate_limited);
  EXPECT_EQ(limited.error().retry_after, failed_logins_window);
  EXPECT_FALSE(right.has_value()) << "else the answer would tell which guess was right";
  EXPECT_EQ(login("ada", "correct horse").error().code, kit::base::codes::rate_limited);
  EXPECT_EQ(elsewhere.error().code, kit::base::codes::validation_failed);
}

TEST_F(managing_accounts, given_many_right_current_passwords_then_none_counts_as_a_failure) {
  const User ada = registered("ada");

  for (int repeat = 0; repeat <= failed_logins_allowed; ++repeat) {
    EXPECT_TRUE(run(accounts.change_password(
                        {}, ada.id,
                        {.current_password = "correct horse", .new_password = "correct horse", .address = browser.ip}))
                    .has_value());
  }
}

TEST_F(managing_accounts, given_right_current_password_when_changed_then_other_sessions_end) {
  const User ada = registered("ada");
  ASSERT_TRUE(login("ada", "correct horse").has_value());
  const auto both = alive(ada.id);
  ASSERT_EQ(both.size(), 2U);

  const auto changed = run(accounts.change_password(
      {}, ada.id, {.current_password = "correct horse", .new_password = "new password", .session = both.front().id}));

  ASSERT_TRUE(changed.has_value());
  const auto left = alive(ada.id);
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().id, both.front().id);
  EXPECT_EQ(announcer.announced, std::set<std::string>{both.back().id.str()});
  EXPECT_TRUE(login("ada", "new password").has_value());
  EXPECT_FALSE(login("ada", "correct horse").has_value());
}

TEST_F(managing_accounts, given_patch_when_profile_changed_then_absent_stays_and_null_clears) {
  const User ada = registered("ada");
  ASSERT_TRUE(
      run(accounts.change_profile({}, ada.id, {.full_name = std::optional<std::string>("Ada L.")})).has_value());

  const auto changed = run(accounts.change_profile(
      {}, ada.id, {.full_name = std::optional<std::optional<std::string>>(std::in_place), .language = "de"}));

  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(changed->full_name, std::nullopt);
  EXPECT_EQ(changed->language, "de");
  EXPECT_EQ(changed->email, ada.email);
}

TEST_F(managing_accounts, given_last_admin_when_demoted_or_disabled_then_refused) {
  const User ada = admin("ada");

  const auto demoted = run(accounts.administer({}, ada.id, {.role = UserRole::user}));
  const auto disabled = run(accounts.administer({}, ada.id, {.status = UserStatus::disabled}));

  ASSERT_FALSE(demoted.has_value());
  EXPECT_EQ(demoted.error().code, codes::last_admin);
  ASSERT_FALSE(disabled.has_value());
  EXPECT_EQ(disabled.error().code, codes::last_admin);
}

TEST_F(managing_accounts, given_second_admin_when_first_is_demoted_then_sessions_end) {
  const User ada = admin("ada");
  admin("grace");

  const auto demoted = run(accounts.administer({}, ada.id, {.role = UserRole::user}));

  ASSERT_TRUE(demoted.has_value());
  EXPECT_EQ(demoted->role, UserRole::user);
  EXPECT_TRUE(alive(ada.id).empty());
  EXPECT_EQ(announcer.announced.size(), 1U);
}

TEST_F(managing_accounts, given_disabled_user_when_signing_in_then_refused) {
  const User ada = registered("ada");
  ASSERT_TRUE(run(accounts.administer({}, ada.id, {.status = UserStatus::disabled})).has_value());

  EXPECT_FALSE(login("ada", "correct horse").has_value());
  EXPECT_EQ(published().back(), "USER_DISABLED");
}

TEST_F(managing_accounts, given_somebody_elses_session_when_ended_then_not_found) {
  const User ada = registered("ada");
  const User grace = registered("grace");
  const auto session = alive(ada.id).front();

  const auto ended = run(accounts.end_session({}, grace.id, session.id));

  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().code, kit::base::codes::not_found);
  EXPECT_TRUE(refresh(tokens.refresh_token(session.id, 0)).has_value());
}

TEST_F(managing_accounts, given_more_sessions_than_a_page_then_newest_first_page_by_page_each_once) {
  const User ada = registered("ada");
  registered("grace");
  for (int more = 0; more < 4; ++more) {
    clock.advance(std::chrono::milliseconds{1});
    ASSERT_TRUE(login("ada", "correct horse").has_value());
  }
  const auto all = alive(ada.id);
  ASSERT_EQ(all.size(), 5U);

  std::vector<std::string> seen;
  std::optional<std::string> after;
  for (std::size_t size = 2; size > 0;) {
    const auto page = run(accounts.sessions(ada.id, after, 2));
    for (const auto& session : page) seen.push_back(session.id.str());
    size = page.size();
    if (size > 0) after = page.back().id.str();
  }

  ASSERT_EQ(seen.size(), 5U);
  EXPECT_TRUE(std::ranges::is_sorted(seen, std::greater{}));
  EXPECT_EQ(seen.front(), all.front().id.str());
}

TEST_F(managing_accounts, given_no_admin_when_ensured_twice_then_made_once_without_session) {
  EXPECT_TRUE(run(accounts.ensure_admin({}, "admin", "secret password")));
  EXPECT_FALSE(run(accounts.ensure_admin({}, "admin", "other password")));

  const auto admin_account = run(users.find_by_login("admin"));
  ASSERT_TRUE(admin_account.has_value());
  EXPECT_EQ(admin_account->user.role, UserRole::admin);
  EXPECT_TRUE(alive(admin_account->user.id).empty());
  EXPECT_TRUE(login("admin", "secret password").has_value());
}

TEST_F(managing_accounts, given_many_users_when_listed_then_filtered_newest_first_page_by_page) {
  for (const std::string name : {"ada", "grace", "alan", "edsger"}) {
    clock.advance(std::chrono::milliseconds{1});
    registered(name);
  }

  const auto first = run(accounts.list({.limit = 2}));
  const auto second = run(accounts.list({.after = first.back().id.str(), .limit = 10}));
  const auto found = run(accounts.list({.query = "AD", .limit = 10}));
  const auto wildcard = run(accounts.list({.query = "%", .limit = 10}));

  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first.front().username, "edsger");
  ASSERT_EQ(second.size(), 2U);
  EXPECT_EQ(second.back().username, "ada");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().username, "ada");
  EXPECT_TRUE(wildcard.empty()) << "a percent sign is a character, not a wildcard";
}

}  // namespace
}  // namespace boxoffice::services::users
