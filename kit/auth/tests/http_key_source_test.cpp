#include "kit/auth/http_key_source.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/server.hpp"
#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::auth {
namespace {

/// Answers every request with one response, as the users service would.
class Answering final : public http::Application {
 public:
  int status = 200;
  std::string body{};

  runtime::Task<http::Response> serve(http::Request request, http::BodyReader&) override {
    const bool is_key_set = request.path == "/api/users/.well-known/jwks.json";
    co_return http::Response{.status = is_key_set ? status : 404, .body = body};
  }
};

/// A users service on a port of its own.
class http_key_source : public ::testing::Test {
 protected:
  http_key_source() { server.start(); }
  ~http_key_source() override { server.stop(std::chrono::milliseconds{0}); }

  std::string fetch() { return io.run(source.fetch()); }

  testing::IoFixture io{1};
  telemetry::Telemetry telemetry{
      .service = "user-service", .log = telemetry::Log::capturing("user-service"), .metrics = {}};
  Answering users;
  http::Server server{io.threads(), {.addresses = {"127.0.0.1"}}, users, telemetry};
  http::Client client{io.threads(), {}};
  HttpKeySource source{client, {.host = "127.0.0.1", .port = server.port()}};
};

TEST_F(http_key_source, given_key_set_then_its_text) {
  const auto key = PrivateKey::generate().public_key();
  users.body = R"({"keys":[)" + key.to_jwk() + "]}";

  const auto keys = parse_key_set(fetch());

  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].id(), key.id());
}

TEST_F(http_key_source, given_error_or_huge_answer_then_unavailable) {
  users.status = 503;
  EXPECT_THROW(fetch(), base::Unavailable);

  users.status = 200;
  users.body = std::string(65 * 1024, ' ');
  EXPECT_THROW(fetch(), base::Unavailable);
}

TEST(key_set, given_other_keys_and_rubbish_then_only_ours_are_read) {
  const auto key = PrivateKey::generate().public_key();

  EXPECT_EQ(parse_key_set(R"({"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"},1,null,)" + key.to_jwk() + "]}").size(), 1U);
  EXPECT_TRUE(parse_key_set("").empty());
  EXPECT_TRUE(parse_key_set("[]").empty());
  EXPECT_TRUE(parse_key_set(R"({"keys":{}})").empty());
  EXPECT_TRUE(parse_key_set(R"({"keys":[]})").empty());
}

}  // namespace
}  // namespace boxoffice::kit::auth
