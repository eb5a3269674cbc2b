#include "kit/auth/authenticator.hpp"

#include "kit/auth/tests/authenticator_fixture.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>

namespace boxoffice::kit::auth {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class authenticator : public AuthenticatorFixture {};

TEST_F(authenticator, given_user_token_then_the_person) {
  const auto principal = ask("Bearer " + users_key.sign(claims()));

  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->kind, http::Principal::Kind::user);
  EXPECT_EQ(principal->subject, "u-1");
  EXPECT_EQ(principal->name, "ann");
  EXPECT_EQ(principal->role, http::Role::user);
  EXPECT_EQ(principal->session_id, "s-1");
}

TEST_F(authenticator, given_header_forms_then_read_as_rfc_6750_says) {
  const std::string token = users_key.sign(claims());
  struct Case {
    std::string name;
    http::Headers headers;
    Outcome outcome;
  };
  const Case cases[] = {
      {"none", {}, Outcome::anonymous},
      {"bearer", {{"Authorization", "Bearer " + token}}, Outcome::user},
      {"case of name and scheme", {{"AUTHORIZATION", "bEARER " + token}}, Outcome::user},
      {"empty", {{"Authorization", ""}}, Outcome::unauthenticated},
      {"no token", {{"Authorization", "Bearer "}}, Outcome::unauthenticated},
      {"scheme only", {{"Authorization", "Bearer"}}, Outcome::unauthenticated},
      {"token only", {{"Authorization", token}}, Outcome::unauthenticated},
      {"basic", {{"Authorization", "Basic dTpw"}}, Outcome::unauthenticated},
      {"two headers", {{"Authorization", "Bearer " + token}, {"authorization", "Bearer x"}}, Outcome::unauthenticated},
      {"huge", {{"Authorization", "Bearer " + std::string(100'000, 'a')}}, Outcome::unauthenticated},
      {"two blanks", {{"Authorization", "Bearer  " + token}}, Outcome::unauthenticated},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_EQ(outcome_of(http::Request{.headers = test.headers}), test.outcome);
  }
}

TEST_F(authenticator, given_other_claims_then_judged) {
  struct Case {
    std::string name;
    std::function<void(Claims&)> change;
    Outcome outcome;
  };
  const Case cases[] = {
      {"administrator", [](Claims& c) { c.role = "ADMIN"; }, Outcome::admin},
      {"unknown role", [](Claims& c) { c.role = "ROOT"; }, Outcome::unauthenticated},
      {"role in other case", [](Claims& c) { c.role = "admin"; }, Outcome::unauthenticated},
      {"no role", [](Claims& c) { c.role.clear(); }, Outcome::unauthenticated},
      {"no session", [](Claims& c) { c.session_id.clear(); }, Outcome::unauthenticated},
      {"another's type", [](Claims& c) { c.type = "JWT"; }, Outcome::unauthenticated},
      {"another's issuer", [](Claims& c) { c.issuer = "evil"; }, Outcome::unauthenticated},
      {"for somebody else", [](Claims& c) { c.audience = "events"; }, Outcome::unauthenticated},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    Claims made = claims();
    test.change(made);
    EXPECT_EQ(outcome_of(made), test.outcome);
  }
}

TEST_F(authenticator, given_verified_token_then_refused_from_its_expiry_on) {
  const std::string token = "Bearer " + users_key.sign(claims());
  ASSERT_EQ(outcome_of(token), Outcome::user);

  clock.advance(access_token_life - seconds{1});
  testing::run(refresh_sessions());
  EXPECT_EQ(outcome_of(token), Outcome::user);
  clock.advance(seconds{1});
  testing::run(refresh_sessions());

  EXPECT_EQ(outcome_of(token), Outcome::unauthenticated);
}

TEST_F(authenticator, given_revoked_session_then_verified_token_dies_within_the_push) {
  const std::string token = "Bearer " + users_key.sign(claims());
  ASSERT_EQ(outcome_of(token), Outcome::user);
  Revocations users_process(cache, clock);

  testing::run(users_process.revoke("s-1"));

  EXPECT_EQ(outcome_of(token), Outcome::unauthenticated);
}

TEST_F(authenticator, given_cache_away_then_administrators_refused_at_once_and_others_after_a_minute) {
  const std::string user = "Bearer " + users_key.sign(claims());
  const std::string admin = "Bearer " + users_key.sign(claims("ADMIN"));
  ASSERT_EQ(outcome_of(admin), Outcome::admin);

  cache.is_away = true;
  EXPECT_THROW(testing::run(refresh_sessions()), base::Unavailable);
  EXPECT_EQ(outcome_of(admin), Outcome::unavailable);
  EXPECT_EQ(outcome_of(user), Outcome::user);
  clock.advance(seconds{60});
  EXPECT_EQ(outcome_of(user), Outcome::user);
  clock.advance(seconds{1});
  EXPECT_EQ(outcome_of(user), Outcome::unavailable);

  cache.is_away = false;
  testing::run(refresh_sessions());
  EXPECT_EQ(outcome_of(user), Outcome::user);
  EXPECT_EQ(outcome_of(admin), Outcome::admin);
}

TEST_F(authenticator, given_cache_away_and_session_known_as_ended_then_unauthenticated_not_unavailable) {
  testing::run(sessions.revoke("s-1"));
  cache.is_away = true;
  clock.advance(minutes{2});

  EXPECT_EQ(outcome_of(claims()), Outcome::unauthenticated);
}

TEST_F(authenticator, given_no_keys_at_all_then_unavailable_never_unauthenticated) {
  published->is_away = true;

  EXPECT_EQ(outcome_of(claims()), Outcome::unavailable);
  EXPECT_EQ(outcome_of(claims()), Outcome::unavailable);
  EXPECT_EQ(published->fetches, 1) << "at most one fetch a second";

  published->is_away = false;
  clock.advance(seconds{1});
  EXPECT_EQ(outcome_of(claims()), Outcome::user);
}

TEST_F(authenticator, given_empty_key_set_then_unavailable) {
  published->publish({});

  EXPECT_EQ(outcome_of(claims()), Outcome::unavailable);
}

TEST_F(authenticator, given_users_away_after_a_restart_then_served_with_the_keys_on_disk) {
  ASSERT_EQ(outcome_of(claims()), Outcome::user);
  published->is_away = true;

  tested = make();

  EXPECT_EQ(outcome_of(claims()), Outcome::user);
  EXPECT_EQ(published->fetches, 1);
}

TEST_F(authenticator, given_rubbish_on_disk_then_fetched) {
  std::ofstream(folder / "jwks.json") << "{\"keys\":[{";
  tested = make();

  EXPECT_EQ(outcome_of(claims()), Outcome::user);
}

TEST_F(authenticator, given_new_key_then_fetched_when_first_named) {
  ASSERT_EQ(outcome_of(claims()), Outcome::user);
  users_key = PrivateKey::generate();
  published->publish({users_key.public_key()});
  clock.advance(seconds{1});

  EXPECT_EQ(outcome_of(claims()), Outcome::user);
  EXPECT_EQ(published->fetches, 2);
}

TEST_F(authenticator, given_flood_of_unknown_keys_then_one_fetch_a_second) {
  ASSERT_EQ(outcome_of(claims()), Outcome::user);

  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(outcome_of("Bearer " + PrivateKey::generate().sign(claims())), Outcome::unauthenticated);
  }
  EXPECT_EQ(published->fetches, 1);
  clock.advance(seconds{1});
  EXPECT_EQ(outcome_of("Bearer " + PrivateKey::generate().sign(claims())), Outcome::unauthenticated);

  EXPECT_EQ(published->fetches, 2);
}

TEST_F(authenticator, given_unknown_key_and_users_away_then_unavailable_and_known_keys_serve) {
  ASSERT_EQ(outcome_of(claims()), Outcome::user);
  published->is_away = true;
  clock.advance(seconds{1});

  EXPECT_EQ(outcome_of("Bearer " + PrivateKey::generate().sign(claims())), Outcome::unavailable);

  Claims fresh = claims();
  fresh.id = "another token";
  EXPECT_EQ(outcome_of(fresh), Outcome::user);
}

TEST_F(authenticator, given_refresher_then_fetches_and_reports_failure) {
  const auto worker = tested->key_refresher();

  EXPECT_FALSE(testing::run(worker.tick()));
  EXPECT_EQ(published->fetches, 1);
  published->is_away = true;
  EXPECT_THROW(testing::run(worker.tick()), base::Unavailable);

  EXPECT_EQ(worker.interval, minutes{10});
  EXPECT_EQ(outcome_of(claims()), Outcome::user);
}

runtime::Task<> ask_into(http::Authenticator& tested, http::Request request, std::atomic<int>& served) {
  const auto answer = co_await tested.authenticate(request);
  if (answer && answer->kind == http::Principal::Kind::user) ++served;
}

TEST_F(authenticator, given_many_first_requests_on_many_threads_then_one_fetch_serves_all) {
  testing::IoFixture io(2);
  runtime::TaskGroup group([](std::string_view, const std::exception_ptr&) { ADD_FAILURE() << "a task failed"; });
  std::atomic<int> served{0};
  published->is_held = true;
  const auto request = request_with("Bearer " + users_key.sign(claims()));

  for (std::size_t i = 0; i < 50; ++i) {
    group.spawn(io.executor(i % 2), "ask", ask_into(*tested, request, served));
  }
  ASSERT_TRUE(testing::eventually([this] { return published->fetches == 1; }));
  published->is_held = false;
  published->release.ring();

  EXPECT_TRUE(group.wait_blocking(testing::default_limit));
  EXPECT_EQ(served, 50);
  EXPECT_EQ(published->fetches, 1);
}

}  // namespace
}  // namespace boxoffice::kit::auth
