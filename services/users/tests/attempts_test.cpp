// Guesses that come all at once: as many reach the password as one after the other would.

#include "services/users/adapters/cached_attempts.hpp"

#include "kit/cache/sqlite/sqlite_cache.hpp"
#include "kit/runtime/concurrently.hpp"
#include "kit/testing/eventually.hpp"
#include "services/users/tests/fixture.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::services::users {
namespace {

using kit::testing::run;

constexpr int guesses = 100;

/// Tells how many have asked for leave to try.
class WatchedAttempts final : public LoginAttempts {
 public:
  explicit WatchedAttempts(LoginAttempts& inner) : inner_(inner) {}

  Task<bool> reserve(LoginAttempt attempt) override {
    const bool admitted = co_await inner_.reserve(std::move(attempt));
    ++judged;
    co_return admitted;
  }
  Task<> take_back(LoginAttempt attempt) override { co_await inner_.take_back(std::move(attempt)); }

  int judged = 0;

 private:
  LoginAttempts& inner_;
};

/// Counts in two steps: looks, and then writes down one more. What CachedAttempts must not do.
class TwoSteps final : public LoginAttempts {
 public:
  Task<bool> reserve(LoginAttempt) override {
    const int seen = counted_;
    ++looked_;
    co_await kit::testing::eventually_in_task([this] { return looked_ == guesses; });
    counted_ = seen + 1;
    co_return seen < failed_logins_allowed;
  }
  Task<> take_back(LoginAttempt) override {
    --counted_;
    co_return;
  }

 private:
  int counted_ = 0;
  int looked_ = 0;
};

/// So slow that everybody has asked for leave before the first password is judged.
class SlowPasswords final : public Passwords {
 public:
  explicit SlowPasswords(const WatchedAttempts& attempts) : attempts_(attempts) {}

  Task<Result<std::string>> hash(std::string password) override { co_return "hashed:" + password; }
  Task<Result<bool>> verify(std::string password, std::optional<std::string> stored) override {
    ++verified;
    co_await kit::testing::eventually_in_task([this] { return attempts_.judged >= guesses; });
    co_return stored == "hashed:" + password;
  }
  [[nodiscard]] bool is_outdated(const std::string&) const override { return false; }

  int verified = 0;

 private:
  const WatchedAttempts& attempts_;
};

class guessing_at_once : public UsersFixture {
 protected:
  guessing_at_once() { EXPECT_TRUE(register_named("ada").has_value()); }

  /// Under all the names of the account at the same time; returns how many got as far as the password.
  int guess(LoginAttempts& counting) {
    WatchedAttempts watched(counting);
    SlowPasswords slow(watched);
    const SigningIn attacked({.users = users,
                              .sessions = sessions,
                              .passwords = slow,
                              .tokens = tokens,
                              .attempts = watched,
                              .announcer = announcer,
                              .journal = journal,
                              .clock = clock,
                              .ids = ids});
    std::vector<Task<>> attempts_at_once;
    for (int number = 0; number < guesses; ++number) {
      const std::string name = number % 2 == 0 ? "Ada" : "ada@example.org";
      attempts_at_once.push_back(guess_once(attacked, name, fmt::format("guess {}", number)));
    }
    run(kit::runtime::run_all(std::move(attempts_at_once)), std::chrono::minutes{1});
    return slow.verified;
  }

  Task<> guess_once(const SigningIn& attacked, std::string name, std::string password) {
    const auto answer = co_await attacked.login({}, std::move(name), std::move(password), browser);
    EXPECT_FALSE(answer.has_value());
    if (!answer && answer.error().code == kit::base::codes::rate_limited) ++refused;
  }

  static LoginAttempt from(std::string address) {
    return {.account = contracts::UserId{"a"}, .login = "ada", .address = std::move(address)};
  }

  kit::testing::TemporaryDirectory directory{};
  std::unique_ptr<kit::cache::Cache> cache = kit::cache::open_sqlite_cache({.file = directory / "cache.db"}, clock);
  CachedAttempts counted{*cache};
  int refused = 0;
};

TEST_F(guessing_at_once, given_a_hundred_wrong_guesses_then_ten_reach_the_password) {
  EXPECT_EQ(guess(counted), failed_logins_allowed);
  EXPECT_EQ(refused, guesses - failed_logins_allowed);
}

TEST_F(guessing_at_once, given_a_count_in_two_steps_then_all_of_them_do) {
  TwoSteps two_steps;

  EXPECT_EQ(guess(two_steps), guesses) << "this test shows the race that counting first prevents";
}

TEST_F(guessing_at_once, given_refused_attempts_then_they_do_not_count) {
  for (int number = 0; number < failed_logins_allowed; ++number) EXPECT_TRUE(run(counted.reserve(from("192.0.2.1"))));
  for (int number = 0; number < guesses; ++number) EXPECT_FALSE(run(counted.reserve(from("192.0.2.1"))));

  run(counted.take_back(from("192.0.2.1")));

  EXPECT_TRUE(run(counted.reserve(from("192.0.2.1"))));
  EXPECT_FALSE(run(counted.reserve(from("192.0.2.1"))));
}

TEST_F(guessing_at_once, given_another_address_or_the_end_of_the_window_then_counted_anew) {
  for (int number = 0; number < failed_logins_allowed; ++number) run(counted.reserve(from("192.0.2.1")));

  EXPECT_FALSE(run(counted.reserve(from("192.0.2.1"))));
  EXPECT_TRUE(run(counted.reserve(from("192.0.2.2"))));
  clock.advance(failed_logins_window);
  EXPECT_TRUE(run(counted.reserve(from("192.0.2.1"))));
}

TEST_F(guessing_at_once, given_names_that_nobody_has_then_each_is_counted_without_case) {
  const auto named = [](std::string name) { return LoginAttempt{.login = std::move(name), .address = "192.0.2.1"}; };
  for (int number = 0; number < failed_logins_allowed; ++number) {
    EXPECT_TRUE(run(counted.reserve(named(number % 2 == 0 ? "Nobody" : "NOBODY"))));
  }

  EXPECT_FALSE(run(counted.reserve(named("nobody"))));
  EXPECT_TRUE(run(counted.reserve(named("somebody"))));
}

}  // namespace
}  // namespace boxoffice::services::users
