#include "kit/auth/authenticator.hpp"

#include "kit/auth/service_keys.hpp"
#include "kit/auth/tests/fakes.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/io_fixture.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace boxoffice::kit::auth {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

enum class Outcome : std::uint8_t { anonymous, user, admin, service, unauthenticated, unavailable };

/// The events service with its cache, its keys and the users service's key.
class authenticator : public ::testing::Test {
 protected:
  authenticator() {
    published->publish({users_key.public_key()});
    testing::run(refresh_sessions());
  }

  std::unique_ptr<TokenAuthenticator> make() {
    return std::make_unique<TokenAuthenticator>(
        AuthenticatorOptions{
            .service = "events", .jwks_file = folder / "jwks.json", .service_keys = folder / "service-keys"},
        std::make_unique<FakeKeySource>(published), sessions, clock);
  }

  runtime::Task<> refresh_sessions() { co_await refresher.tick(); }

  [[nodiscard]] Claims claims(const std::string& role = "USER") const {
    return {.type = std::string(user_token_type),
            .issuer = std::string(user_token_issuer),
            .subject = "u-1",
            .audience = std::string(user_token_audience),
            .session_id = "s-1",
            .name = "ann",
            .role = role,
            .issued_at = clock.now(),
            .expires_at = clock.now() + access_token_life};
  }

  static http::Request request_with(const std::string& authorization) {
    return {.headers = {{"Authorization", authorization}}};
  }

  base::Result<http::Principal> ask(const std::string& authorization) {
    return testing::run(tested->authenticate(request_with(authorization)));
  }

  Outcome outcome_of(const http::Request& request) {
    try {
      const auto answer = testing::run(tested->authenticate(request));
      if (!answer) {
        EXPECT_EQ(answer.error().code, base::codes::unauthenticated);
        return Outcome::unauthenticated;
      }
      switch (answer->kind) {
        case http::Principal::Kind::anonymous:
          return Outcome::anonymous;
        case http::Principal::Kind::service:
          return Outcome::service;
        case http::Principal::Kind::user:
          break;
      }
      return answer->is_admin() ? Outcome::admin : Outcome::user;
    } catch (const base::Unavailable&) {
      return Outcome::unavailable;
    }
  }

  Outcome outcome_of(const std::string& authorization) { return outcome_of(request_with(authorization)); }
  Outcome outcome_of(const Claims& made) { return outcome_of("Bearer " + users_key.sign(made)); }

  testing::TemporaryDirectory folder;
  testing::FakeClock clock;
  FakeCache cache{clock};
  Revocations sessions{cache, clock};
  runtime::Worker refresher = sessions.refresher();
  PrivateKey users_key = PrivateKey::generate();
  std::shared_ptr<PublishedKeys> published = std::make_shared<PublishedKeys>();
  std::unique_ptr<TokenAuthenticator> tested = make();
};

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

TEST_F(authenticator, given_service_token_for_this_service_then_the_service) {
  ServiceTokens orders("orders", folder / "service-keys", clock);

  const auto principal = ask(orders.authorization_for("events"));

  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->kind, http::Principal::Kind::service);
  EXPECT_EQ(principal->subject, "orders");
  EXPECT_FALSE(principal->is_admin());
  EXPECT_EQ(published->fetches, 0) << "the users service is not needed";
}

TEST_F(authenticator, given_service_token_and_everything_away_then_served) {
  ServiceTokens orders("orders", folder / "service-keys", clock);
  cache.is_away = true;
  published->is_away = true;
  clock.advance(minutes{10});

  EXPECT_EQ(outcome_of(orders.authorization_for("events")), Outcome::service);
}

TEST_F(authenticator, given_bad_service_tokens_then_unauthenticated) {
  const auto orders_key = load_service_key(folder / "service-keys", "orders");
  const auto payments_key = load_service_key(folder / "service-keys", "payments");
  const Claims good{.type = std::string(service_token_type),
                    .issuer = "orders",
                    .subject = "orders",
                    .audience = "events",
                    .issued_at = clock.now(),
                    .expires_at = clock.now() + seconds{60}};
  struct Case {
    std::string name;
    const PrivateKey& key;
    std::function<void(Claims&)> change;
    Outcome outcome;
  };
  const Case cases[] = {
      {"good", orders_key, [](Claims&) {}, Outcome::service},
      {"for another service", orders_key, [](Claims& c) { c.audience = "tickets"; }, Outcome::unauthenticated},
      {"signed by another service", payments_key, [](Claims&) {}, Outcome::unauthenticated},
      {"signed by users", users_key, [](Claims&) {}, Outcome::unauthenticated},
      {"subject is another", orders_key, [](Claims& c) { c.subject = "payments"; }, Outcome::unauthenticated},
      {"unknown service", orders_key, [](Claims& c) { c.issuer = c.subject = "nobody"; }, Outcome::unauthenticated},
      {"path as a name", orders_key, [](Claims& c) { c.issuer = c.subject = "../service-keys/orders"; },
       Outcome::unauthenticated},
      {"expired", orders_key, [](Claims& c) { c.expires_at = c.issued_at; }, Outcome::unauthenticated},
      {"as a user token", orders_key,
       [](Claims& c) {
         c.type = user_token_type;
         c.issuer = user_token_issuer;
         c.audience = user_token_audience;
         c.session_id = "s";
         c.role = "ADMIN";
       },
       Outcome::unauthenticated},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    Claims made = good;
    test.change(made);
    EXPECT_EQ(outcome_of("Bearer " + test.key.sign(made)), test.outcome);
  }
}

TEST_F(authenticator, given_service_with_a_new_key_then_read_again) {
  const auto file = folder / "service-keys" / "orders.jwk";
  {
    ServiceTokens before("orders", folder / "service-keys", clock);
    ASSERT_EQ(outcome_of(before.authorization_for("events")), Outcome::service);
  }
  const auto changed_at = std::filesystem::last_write_time(file);
  std::filesystem::remove(folder / "service-keys" / "orders.pem");

  ServiceTokens after("orders", folder / "service-keys", clock);
  std::filesystem::last_write_time(file, changed_at + seconds{1});

  EXPECT_EQ(outcome_of(after.authorization_for("events")), Outcome::service);
}

TEST_F(authenticator, given_public_service_key_removed_then_unauthenticated) {
  ServiceTokens orders("orders", folder / "service-keys", clock);
  ASSERT_EQ(outcome_of(orders.authorization_for("events")), Outcome::service);
  std::filesystem::remove(folder / "service-keys" / "orders.jwk");
  clock.advance(seconds{40});

  EXPECT_EQ(outcome_of(orders.authorization_for("events")), Outcome::unauthenticated);
}

}  // namespace
}  // namespace boxoffice::kit::auth
