#pragma once

// The authenticator of the events service with everything around it: a cache, published keys, a folder of service keys.

#include "kit/auth/authenticator.hpp"
#include "kit/auth/tests/fakes.hpp"
#include "kit/testing/fake_cache.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace boxoffice::kit::auth {

/// What became of a request's credentials.
enum class Outcome : std::uint8_t { anonymous, user, admin, service, unauthenticated, unavailable };

/// The events service with its cache, its keys and the users service's key.
class AuthenticatorFixture : public ::testing::Test {
 protected:
  AuthenticatorFixture() {
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
  testing::FakeCache cache{clock};
  Revocations sessions{cache, clock};
  runtime::Worker refresher = sessions.refresher();
  PrivateKey users_key = PrivateKey::generate();
  std::shared_ptr<PublishedKeys> published = std::make_shared<PublishedKeys>();
  std::unique_ptr<TokenAuthenticator> tested = make();
};

}  // namespace boxoffice::kit::auth
