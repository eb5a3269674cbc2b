#include "kit/http/refusal.hpp"

#include "kit/base/error.hpp"
#include "kit/http/problem.hpp"
#include "kit/json/reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace boxoffice::kit::http::tests {
namespace {

constexpr const char* request_id = "0197a000-0000-7000-8000-000000000001";

TEST(refusal, given_any_status_then_a_problem_with_every_member_that_the_api_promises) {
  struct Case {
    int status = 0;
    base::ErrorCode code{};
  };
  using namespace base::codes;
  const Case cases[] = {{400, malformed_request}, {408, malformed_request}, {413, payload_too_large},
                        {414, malformed_request}, {417, malformed_request}, {431, malformed_request},
                        {500, internal},          {501, malformed_request}, {503, unavailable}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.status);

    const Response response = refuse({each.status, "A sentence."}, request_id);

    EXPECT_EQ(response.status, each.status);
    EXPECT_EQ(response.headers.get("Content-Type"), problem_media_type);
    EXPECT_EQ(response.headers.get("X-Request-Id"), request_id);
    EXPECT_EQ(response.headers.has("Retry-After"), each.status == 503);
    const auto problem = json::parse(response.body);
    ASSERT_TRUE(problem) << response.body;
    EXPECT_EQ(problem->string("type"), problem_type(each.code.name));
    EXPECT_EQ(problem->string("title"), title(each.code.kind));
    EXPECT_EQ(problem->get("status")->as_integer(), each.status);
    EXPECT_EQ(problem->string("detail"), "A sentence.");
    EXPECT_EQ(problem->string("instance"), std::string("urn:uuid:") + request_id);
    EXPECT_EQ(problem->string("code"), each.code.name);
    EXPECT_EQ(problem->string("requestId"), request_id);
  }
}

}  // namespace
}  // namespace boxoffice::kit::http::tests
