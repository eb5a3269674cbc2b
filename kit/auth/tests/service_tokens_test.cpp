#include "kit/auth/authenticator.hpp"
#include "kit/auth/service_keys.hpp"
#include "kit/base/failure.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <fstream>

namespace boxoffice::kit::auth {
namespace {

using std::chrono::seconds;

/// The tokens of the orders service.
class service_tokens : public ::testing::Test {
 protected:
  testing::TemporaryDirectory folder;
  testing::FakeClock clock;
  ServiceTokens tokens{"orders", folder.path(), clock};
};

TEST_F(service_tokens, given_same_target_then_renewed_half_way) {
  const std::string first = tokens.authorization_for("payments");

  clock.advance(seconds{29});
  EXPECT_EQ(tokens.authorization_for("payments"), first);
  clock.advance(seconds{1});

  EXPECT_NE(tokens.authorization_for("payments"), first);
}

TEST_F(service_tokens, given_clock_set_back_then_renewed) {
  const std::string first = tokens.authorization_for("payments");

  clock.set(clock.now() - seconds{3'600});

  EXPECT_NE(tokens.authorization_for("payments"), first);
}

TEST_F(service_tokens, given_other_target_then_other_token) {
  EXPECT_NE(tokens.authorization_for("payments"), tokens.authorization_for("tickets"));
}

TEST_F(service_tokens, given_token_then_says_who_for_whom_and_how_long) {
  const std::string text = tokens.authorization_for("payments");
  ASSERT_TRUE(text.starts_with("Bearer "));
  const auto key = load_service_key(folder.path(), "orders").public_key();
  const Expected expected{.type = "svc+jwt", .issuer = "orders", .audience = "payments"};

  const auto claims = verify_token(text.substr(7), {key}, expected, clock.now());

  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->subject, "orders");
  EXPECT_EQ(claims->expires_at - claims->issued_at, seconds{60});
}

TEST_F(service_tokens, given_start_then_private_key_is_private_and_public_key_is_published) {
  struct stat pem{};
  struct stat jwk{};
  ASSERT_EQ(::stat((folder / "orders.pem").c_str(), &pem), 0);
  ASSERT_EQ(::stat((folder / "orders.jwk").c_str(), &jwk), 0);
  EXPECT_EQ(pem.st_mode & 0777U, 0600U);
  EXPECT_EQ(jwk.st_mode & 0077U, 0044U);
  ServiceKeys keys(folder.path());

  const auto found = keys.find("orders");

  ASSERT_TRUE(found);
  EXPECT_EQ(found->id(), load_service_key(folder.path(), "orders").public_key().id());
}

TEST_F(service_tokens, given_public_key_of_another_then_put_right_at_start) {
  std::ofstream(folder / "orders.jwk") << PrivateKey::generate().public_key().to_jwk();

  const auto key = load_service_key(folder.path(), "orders");

  EXPECT_EQ(ServiceKeys(folder.path()).find("orders")->id(), key.public_key().id());
}

TEST(service_name, given_texts_then_only_names_fit_for_a_file) {
  EXPECT_TRUE(is_service_name("orders"));
  EXPECT_TRUE(is_service_name("user-portal2"));
  for (const char* text :
       {"", ".", "..", "../orders", "a/b", "Orders", "a.b", "a b", "a\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    EXPECT_FALSE(is_service_name(text)) << text;
  }
}

}  // namespace
}  // namespace boxoffice::kit::auth
