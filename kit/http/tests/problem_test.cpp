#include "kit/http/problem.hpp"

#include "kit/base/failure.hpp"
#include "kit/json/reader.hpp"

#include <gtest/gtest.h>

#include <set>

namespace boxoffice::kit::http {
namespace {

constexpr base::ErrorCode sold_out{base::ErrorKind::conflict, "SOLD_OUT"};

Request request() {
  Request request{.path = "/api/orders/7"};
  request.context.request_id = "r-1";
  return request;
}

TEST(problem, given_error_then_the_document_has_every_standard_member) {
  const Response response = problem_response({.code = sold_out, .message = "Nothing is left."}, request());

  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.headers.get("content-type"), "application/problem+json");
  EXPECT_EQ(response.headers.get("cache-control"), "no-store");
  EXPECT_EQ(response.body,
            R"({"type":"urn:boxoffice:problem:sold-out","title":"Not possible in the current state","status":409,)"
            R"("detail":"Nothing is left.","instance":"/api/orders/7","code":"SOLD_OUT","requestId":"r-1"})");
}

TEST(problem, given_field_errors_then_all_are_listed_with_pointers) {
  base::Error error = base::fail_field("/items/0/quantity", "must be at least 1").error();
  error.fields.push_back({.pointer = "?limit", .message = "must be a number"});

  const auto document = json::parse(problem_response(error, request()).body).value();

  ASSERT_EQ(document.get("errors")->items().size(), 2U);
  EXPECT_EQ(document.get("errors")->items()[0].text(),
            R"({"pointer":"/items/0/quantity","message":"must be at least 1"})");
  EXPECT_EQ(document.get("errors")->items()[1].string("pointer"), "?limit");
}

TEST(problem, given_details_then_they_are_members_and_cannot_replace_standard_ones) {
  const base::Error error{
      .code = sold_out,
      .message = "Nothing is left.",
      .details = {
          {"checkedInAt", "2026-01-01T00:00:00.000Z"}, {"left", std::int64_t{0}}, {"status", std::int64_t{200}}}};

  const auto document = json::parse(problem_response(error, request()).body);  // a member twice would not parse

  ASSERT_TRUE(document);
  EXPECT_EQ(document->string("checkedInAt"), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(document->integer("left"), 0);
  EXPECT_EQ(document->integer("status"), 409);
}

TEST(problem, given_text_with_quotes_and_broken_utf8_then_the_document_is_json) {
  Request asked = request();
  asked.path = "/api/\"\xFF\n";

  const Response response = problem_response({.code = sold_out, .message = "\"\\\x01"}, asked);

  EXPECT_EQ(json::parse(response.body).value().string("detail"), "\"\\\x01");
}

TEST(problem, given_kinds_then_headers_say_how_to_go_on) {
  struct Case {
    base::Error error;
    std::optional<std::string_view> retry_after;
    std::optional<std::string_view> authenticate;
  };
  using std::chrono::seconds;
  const Case cases[] = {
      {{.code = base::codes::unavailable}, "1", {}},
      {{.code = base::codes::unavailable, .retry_after = seconds{30}}, "30", {}},
      {{.code = base::codes::rate_limited, .retry_after = seconds{0}}, "1", {}},
      {{.code = base::codes::request_in_progress, .retry_after = seconds{12}}, "12", {}},
      {{.code = sold_out}, {}, {}},
      {{.code = base::codes::internal}, {}, {}},
      {{.code = base::codes::unauthenticated}, {}, "Bearer"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.error.code.name);
    const Response response = problem_response(each.error, request());
    EXPECT_EQ(response.headers.get("Retry-After"), each.retry_after);
    EXPECT_EQ(response.headers.get("WWW-Authenticate"), each.authenticate);
  }
}

TEST(problem, given_every_kind_then_it_has_its_status_and_a_title_of_its_own) {
  using base::ErrorKind;
  const std::pair<ErrorKind, int> kinds[] = {
      {ErrorKind::malformed, 400},   {ErrorKind::unauthenticated, 401},   {ErrorKind::payment_required, 402},
      {ErrorKind::forbidden, 403},   {ErrorKind::not_found, 404},         {ErrorKind::method_not_allowed, 405},
      {ErrorKind::conflict, 409},    {ErrorKind::payload_too_large, 413}, {ErrorKind::unsupported_media, 415},
      {ErrorKind::misdirected, 421}, {ErrorKind::invalid, 422},           {ErrorKind::too_many_requests, 429},
      {ErrorKind::internal, 500},    {ErrorKind::unavailable, 503},
  };
  std::set<std::string_view> titles;
  for (const auto& [kind, status] : kinds) {
    SCOPED_TRACE(status);
    EXPECT_EQ(http_status(kind), status);
    EXPECT_TRUE(titles.insert(title(kind)).second);
  }
}

TEST(problem, given_exceptions_then_only_unavailable_ones_ask_to_come_back) {
  const auto code_of = [](auto exception) { return error_of(std::make_exception_ptr(exception)).code; };

  EXPECT_EQ(code_of(base::Unavailable("the database is away")), base::codes::unavailable);
  EXPECT_EQ(code_of(base::TimedOut("late")), base::codes::unavailable);
  EXPECT_EQ(code_of(base::Overloaded("full")), base::codes::unavailable);
  EXPECT_EQ(code_of(std::logic_error("a bug")), base::codes::internal);
  EXPECT_EQ(code_of(42), base::codes::internal);
}

TEST(problem, given_exception_then_its_internal_reason_is_not_public) {
  const base::Error error = error_of(std::make_exception_ptr(base::Unavailable("password=x", std::chrono::seconds{7})));

  EXPECT_EQ(error.message.find("password"), std::string::npos);
  EXPECT_EQ(error.retry_after, std::chrono::seconds{7});
}

}  // namespace
}  // namespace boxoffice::kit::http
