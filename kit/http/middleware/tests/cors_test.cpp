#include "kit/http/middleware/cors.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/middleware/instrument.hpp"
#include "kit/http/middleware/tests/middleware_fixture.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/seeded_random.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace boxoffice::kit::http::tests {
namespace {

class CorsRules : public ::testing::Test {
 protected:
  static Request preflight(std::string origin) {
    return {.method = Method::options,
            .headers = {{"Origin", std::move(origin)}, {"Access-Control-Request-Method", "PUT"}}};
  }

  static Request asked_from_listed_origin() { return {.headers = {{"Origin", "https://tickets.example"}}}; }

  const CorsOptions options_{.origins = {"https://tickets.example"}};
  telemetry::Telemetry telemetry_{
      .service = "api-gateway", .log = telemetry::Log::capturing("api-gateway"), .metrics = telemetry::Metrics{}};
  testing::FakeClock clock_;
  testing::SeededRandom random_;
  base::IdGenerator ids_{clock_, random_};
  Inner inner_;
  Preflights preflights_{inner_, options_};
  Instrument instrument_{preflights_, {}, telemetry_, ids_, random_};
  Cors cors_{instrument_, options_};
};

TEST_F(CorsRules, given_listed_origin_then_the_preflight_is_answered_without_the_application) {
  const Response response = send(cors_, preflight("https://tickets.example"));

  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "https://tickets.example");
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Methods"), "GET, HEAD, POST, PUT, PATCH, DELETE");
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Headers"),
            "authorization, content-type, idempotency-key, if-match, if-none-match, traceparent, x-request-id, "
            "x-request-timeout-ms");
  EXPECT_EQ(response.headers.get("Access-Control-Max-Age"), "600");
  EXPECT_EQ(response.headers.get("Vary"), "Origin");
  EXPECT_FALSE(response.headers.has("Access-Control-Allow-Credentials"));
  EXPECT_TRUE(response.headers.has("x-request-id"));
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

  const Response response = send(cors_, asked_from_listed_origin());

  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "https://tickets.example");
  EXPECT_EQ(response.headers.get("Access-Control-Expose-Headers"),
            "content-disposition, etag, idempotency-replayed, location, ratelimit, ratelimit-policy, retry-after, "
            "x-request-id");
  EXPECT_EQ(response.headers.get("Vary"), "Accept-Encoding, Origin");
  EXPECT_FALSE(response.headers.has("Access-Control-Allow-Credentials"));
}

TEST_F(CorsRules, given_failure_then_the_listed_origin_may_read_the_problem) {
  const std::pair<std::exception_ptr, int> failures[] = {
      {std::make_exception_ptr(base::Unavailable("the database is away")), 503},
      {std::make_exception_ptr(std::logic_error("a broken invariant")), 500}};
  for (const auto& [failure, status] : failures) {
    SCOPED_TRACE(status);
    inner_.failure = failure;

    const Response response = send(cors_, asked_from_listed_origin());

    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "https://tickets.example");
    EXPECT_EQ(response.headers.get("Vary"), "Origin");
  }
}

TEST_F(CorsRules, given_options_without_preflight_headers_then_the_application_answers) {
  send(cors_, {.method = Method::options, .headers = {{"Origin", "https://tickets.example"}}});
  send(cors_, {.method = Method::options, .headers = {{"Access-Control-Request-Method", "PUT"}}});

  EXPECT_EQ(inner_.calls, 2);
}

TEST_F(CorsRules, given_no_origins_configured_then_answers_are_left_alone) {
  Cors closed(inner_, {});

  const Response response = send(closed, {});

  EXPECT_EQ(response.headers.size(), 0U);
}

}  // namespace
}  // namespace boxoffice::kit::http::tests
