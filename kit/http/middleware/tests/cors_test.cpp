#include "kit/http/middleware/cors.hpp"

#include "kit/http/middleware/tests/middleware_fixture.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::http::tests {
namespace {

class CorsRules : public ::testing::Test {
 protected:
  static Request preflight(std::string origin) {
    return {.method = Method::options,
            .headers = {{"Origin", std::move(origin)}, {"Access-Control-Request-Method", "PUT"}}};
  }

  Inner inner_;
  Cors cors_{inner_, {.origins = {"https://tickets.example"}}};
};

TEST_F(CorsRules, given_listed_origin_then_the_preflight_is_answered_without_the_application) {
  const Response response = send(cors_, preflight("https://tickets.example"));

  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "https://tickets.example");
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Methods"), "GET, HEAD, POST, PUT, PATCH, DELETE");
  EXPECT_NE(response.headers.get("Access-Control-Allow-Headers")->find("idempotency-key"), std::string::npos);
  EXPECT_EQ(response.headers.get("Access-Control-Max-Age"), "600");
  EXPECT_EQ(response.headers.get("Vary"), "Origin");
  EXPECT_FALSE(response.headers.has("Access-Control-Allow-Credentials"));
  EXPECT_EQ(inner_.calls, 0);
}

TEST_F(CorsRules, given_other_origins_then_no_allowance) {
  for (const char* origin : {"https://tickets.example.evil", "http://tickets.example", "https://TICKETS.example",
                             "https://tickets.example:8443", "null", "*"}) {
    SCOPED_TRACE(origin);
    const Response preflighted = send(cors_, preflight(origin));
    EXPECT_EQ(preflighted.status, 204);
    EXPECT_FALSE(preflighted.headers.has("Access-Control-Allow-Origin"));
    EXPECT_FALSE(preflighted.headers.has("Access-Control-Allow-Methods"));

    const Response simple = send(cors_, {.headers = {{"Origin", origin}}});
    EXPECT_EQ(simple.status, 200);
    EXPECT_FALSE(simple.headers.has("Access-Control-Allow-Origin"));
    EXPECT_EQ(simple.headers.get("Vary"), "Origin");
  }
}

TEST_F(CorsRules, given_request_of_a_listed_origin_then_the_answer_is_allowed_and_headers_are_readable) {
  inner_.answer = {.status = 409, .headers = {{"Vary", "Accept-Encoding"}}};

  const Response response = send(cors_, {.headers = {{"Origin", "https://tickets.example"}}});

  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "https://tickets.example");
  EXPECT_NE(response.headers.get("Access-Control-Expose-Headers")->find("x-request-id"), std::string::npos);
  EXPECT_EQ(response.headers.get("Vary"), "Accept-Encoding, Origin");
  EXPECT_FALSE(response.headers.has("Access-Control-Allow-Credentials"));
}

TEST_F(CorsRules, given_options_without_preflight_headers_then_the_application_answers) {
  send(cors_, {.method = Method::options, .headers = {{"Origin", "https://tickets.example"}}});

  EXPECT_EQ(inner_.calls, 1);
}

TEST_F(CorsRules, given_no_origins_configured_then_answers_are_left_alone) {
  Cors closed(inner_, {});

  const Response response = send(closed, {});

  EXPECT_EQ(response.headers.size(), 0U);
}

}  // namespace
}  // namespace boxoffice::kit::http::tests
