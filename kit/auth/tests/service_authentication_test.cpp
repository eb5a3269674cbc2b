#include "kit/auth/service_keys.hpp"
#include "kit/auth/tests/authenticator_fixture.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

namespace boxoffice::kit::auth {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class service_authentication : public AuthenticatorFixture {};

TEST_F(service_authentication, given_service_token_for_this_service_then_the_service) {
  ServiceTokens orders("orders", folder / "service-keys", clock);

  const auto principal = ask(orders.authorization_for("events"));

  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->kind, http::Principal::Kind::service);
  EXPECT_EQ(principal->subject, "orders");
  EXPECT_FALSE(principal->is_admin());
  EXPECT_EQ(published->fetches, 0) << "the users service is not needed";
}

TEST_F(service_authentication, given_service_token_and_everything_away_then_served) {
  ServiceTokens orders("orders", folder / "service-keys", clock);
  cache.is_away = true;
  published->is_away = true;
  clock.advance(minutes{10});

  EXPECT_EQ(outcome_of(orders.authorization_for("events")), Outcome::service);
}

TEST_F(service_authentication, given_bad_service_tokens_then_unauthenticated) {
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

TEST_F(service_authentication, given_service_with_a_new_key_then_read_again) {
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

TEST_F(service_authentication, given_public_service_key_removed_then_unauthenticated) {
  ServiceTokens orders("orders", folder / "service-keys", clock);
  ASSERT_EQ(outcome_of(orders.authorization_for("events")), Outcome::service);
  std::filesystem::remove(folder / "service-keys" / "orders.jwk");
  clock.advance(seconds{40});

  EXPECT_EQ(outcome_of(orders.authorization_for("events")), Outcome::unauthenticated);
}

}  // namespace
}  // namespace boxoffice::kit::auth
