// One line for each business step, and nothing in it that says more about a person than their id.

#include "services/users/adapters/logged_journal.hpp"

#include "services/users/tests/fixture.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace boxoffice::services::users {
namespace {

using kit::testing::run;
using Lines = std::vector<std::string>;

class journal : public UsersFixture {
 protected:
  void TearDown() override {
    for (const auto& line : log.captured()) {
      for (const std::string secret : {"@", "mary", "horse", "192.0.2.1", "Test/1.0"}) {
        EXPECT_EQ(line.find(secret), std::string::npos) << line;
      }
    }
  }

  /// What was written since the last call: level, event and fields.
  Lines written() {
    Lines lines;
    auto captured = log.captured();
    for (; read_ < captured.size(); ++read_) {
      const std::string& line = captured[read_];
      EXPECT_NE(line.find(R"("service":"user-service")"), std::string::npos) << line;
      lines.push_back(text_after(line, R"("level":")") + " " + text_after(line, R"("event":")") + fields_of(line));
    }
    return lines;
  }
  User registered() {
    const User mary = register_named("mary")->user;
    std::ignore = written();
    return mary;
  }
  Result<User> administer(const User& user, Administration change) {
    change.by = contracts::UserId{"the-admin"};
    return run(accounts.administer(context, user.id, std::move(change)));
  }
  Result<void> change_password(const User& user, std::string current) {
    return run(accounts.change_password(
        context, user.id,
        {.current_password = std::move(current), .new_password = "new horse", .address = browser.ip}));
  }
  std::string session_of(const User& user) { return alive(user.id).front().id.str(); }

  Context context{};

 private:
  static std::string text_after(const std::string& line, const std::string& start) {
    const auto begin = line.find(start) + start.size();
    return line.substr(begin, line.find('"', begin) - begin);
  }
  static std::string fields_of(const std::string& line) {
    std::string fields;
    for (const std::string name : {"user_id", "session_id", "reason", "role", "by"}) {
      const std::string start = fmt::format(R"("{}":")", name);
      if (line.find(start) != std::string::npos) fields += fmt::format(" {}={}", name, text_after(line, start));
    }
    const std::string count = R"("ended_sessions":)";
    if (const auto at = line.find(count); at != std::string::npos) {
      fields += " ended_sessions=" + line.substr(at + count.size(), 1);
    }
    return fields;
  }

  std::size_t read_ = 0;
};

TEST_F(journal, given_registration_and_sign_in_then_a_line_each) {
  const User mary = register_named("mary")->user;
  EXPECT_EQ(written(), Lines{"info user_registered user_id=" + mary.id.str()});

  clock.advance(std::chrono::milliseconds{1});
  ASSERT_TRUE(login("mary", "correct horse").has_value());

  EXPECT_EQ(written(), Lines{"info signed_in user_id=" + mary.id.str() + " session_id=" + session_of(mary)});
}

TEST_F(journal, given_registration_that_is_refused_then_none) {
  registered();

  EXPECT_FALSE(register_named("mary").has_value());

  EXPECT_EQ(written(), Lines{});
}

TEST_F(journal, given_refused_sign_ins_then_the_reason_and_the_account_where_there_is_one) {
  const User mary = registered();
  const std::string refused = "info sign_in_refused user_id=" + mary.id.str();

  EXPECT_FALSE(login("mary", "wrong horse").has_value());
  EXPECT_FALSE(login("nobody@example.org", "wrong horse").has_value());
  EXPECT_EQ(written(), (Lines{refused + " reason=WRONG_PASSWORD", "info sign_in_refused reason=UNKNOWN_NAME"}));

  for (int attempt = 1; attempt < failed_logins_allowed; ++attempt) EXPECT_FALSE(login("mary", "wrong").has_value());
  std::ignore = written();
  EXPECT_FALSE(login("mary", "correct horse").has_value());
  EXPECT_EQ(written(), Lines{refused + " reason=RATE_LIMITED"});

  attempts.failures.clear();
  ASSERT_TRUE(administer(mary, {.status = UserStatus::disabled}).has_value());
  std::ignore = written();
  EXPECT_FALSE(login("mary", "correct horse").has_value());
  EXPECT_EQ(written(), Lines{refused + " reason=DISABLED"});
}

TEST_F(journal, given_refresh_token_that_was_used_before_then_a_warning_and_refreshing_leaves_none) {
  const auto first = register_named("mary");
  const std::string session = session_of(first->user);
  ASSERT_TRUE(refresh(first->refresh_token).has_value());
  std::ignore = written();
  ASSERT_TRUE(refresh(first->refresh_token).has_value());
  EXPECT_EQ(written(), Lines{});
  clock.advance(rotation_grace * 2);

  EXPECT_FALSE(refresh(first->refresh_token).has_value());
  EXPECT_FALSE(refresh(first->refresh_token).has_value());

  EXPECT_EQ(written(), Lines{"warn refresh_token_reused user_id=" + first->user.id.str() + " session_id=" + session});
}

TEST_F(journal, given_sessions_that_end_then_who_ended_which_once) {
  const User mary = registered();
  const std::string session = session_of(mary);
  const std::string fields = " user_id=" + mary.id.str() + " session_id=" + session;

  run(UsersFixture::signing_in.logout(context, mary.id, contracts::SessionId{session}));
  run(UsersFixture::signing_in.logout(context, mary.id, contracts::SessionId{session}));
  EXPECT_EQ(written(), Lines{"info signed_out" + fields});

  ASSERT_TRUE(login("mary", "correct horse").has_value());
  std::ignore = written();
  const std::string other = session_of(mary);
  ASSERT_TRUE(run(accounts.end_session(context, mary.id, contracts::SessionId{other})).has_value());
  EXPECT_EQ(written(), Lines{"info session_ended user_id=" + mary.id.str() + " session_id=" + other});
}

TEST_F(journal, given_passwords_changed_and_guessed_then_a_line_each) {
  const User mary = registered();

  ASSERT_TRUE(change_password(mary, "correct horse").has_value());
  EXPECT_EQ(written(), Lines{"info password_changed user_id=" + mary.id.str() + " ended_sessions=1"});

  const std::string refused = "info password_change_refused user_id=" + mary.id.str();
  EXPECT_FALSE(change_password(mary, "correct horse").has_value());
  EXPECT_EQ(written(), Lines{refused + " reason=WRONG_PASSWORD"});
  for (int attempt = 1; attempt < failed_logins_allowed; ++attempt)
    EXPECT_FALSE(change_password(mary, "no").has_value());
  std::ignore = written();
  EXPECT_FALSE(change_password(mary, "new horse").has_value());
  EXPECT_EQ(written(), Lines{refused + " reason=RATE_LIMITED"});
}

TEST_F(journal, given_profile_changed_then_that_it_was_and_not_to_what) {
  const User mary = registered();

  ASSERT_TRUE(run(accounts.change_profile(context, mary.id, {.email = "other@example.org"})).has_value());

  EXPECT_EQ(written(), Lines{"info profile_changed user_id=" + mary.id.str()});
}

TEST_F(journal, given_administration_then_what_changed_and_by_whom_and_nothing_when_nothing_did) {
  const User mary = registered();
  const std::string fields = " user_id=" + mary.id.str();

  ASSERT_TRUE(administer(mary, {.role = UserRole::admin}).has_value());
  ASSERT_TRUE(administer(mary, {.role = UserRole::admin}).has_value());
  EXPECT_EQ(written(), Lines{"info role_changed" + fields + " role=ADMIN by=the-admin"});
  ASSERT_FALSE(administer(mary, {.status = UserStatus::disabled}).has_value()) << "the last administrator";
  EXPECT_EQ(written(), Lines{});

  const User grace = register_named("grace")->user;
  std::ignore = written();
  ASSERT_TRUE(administer(grace, {.status = UserStatus::disabled}).has_value());
  ASSERT_TRUE(administer(grace, {.status = UserStatus::active}).has_value());
  EXPECT_EQ(written(), (Lines{"info user_disabled user_id=" + grace.id.str() + " by=the-admin",
                              "info user_enabled user_id=" + grace.id.str() + " by=the-admin"}));
}

TEST_F(journal, given_first_administrator_then_a_line_once) {
  ASSERT_TRUE(run(accounts.ensure_admin(context, "admin", "secret password")));
  ASSERT_FALSE(run(accounts.ensure_admin(context, "admin", "secret password")));

  EXPECT_EQ(written(), Lines{"info first_admin_made user_id=" + run(users.find_by_login("admin"))->user.id.str()});
}

TEST_F(journal, given_request_then_its_id_is_in_the_line) {
  const User mary = registered();
  context.request_id = "request-7";

  ASSERT_TRUE(run(accounts.change_profile(context, mary.id, {.language = "de"})).has_value());

  EXPECT_NE(log.captured().back().find(R"("request_id":"request-7")"), std::string::npos);
}

}  // namespace
}  // namespace boxoffice::services::users
