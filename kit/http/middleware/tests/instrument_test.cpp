#include "kit/http/middleware/instrument.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/middleware/tests/middleware_fixture.hpp"
#include "kit/json/reader.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/seeded_random.hpp"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace boxoffice::kit::http {
namespace {

using testing::run;

/// A stream of a few pieces.
class Pieces {
 public:
  runtime::Task<std::optional<std::string>> next() {
    if (left_ == 0) co_return std::nullopt;
    --left_;
    co_return "12345";
  }

 private:
  int left_ = 2;
};

/// A connection whose request has run out of time, or has not.
class Timed final : public BodyReader {
 public:
  runtime::Task<std::optional<std::string>> next() override { co_return std::nullopt; }
  [[nodiscard]] std::optional<std::uint64_t> declared_size() const override { return 0; }
  void expire_at(runtime::Deadline deadline) override { expires = deadline; }
  [[nodiscard]] bool expired() const override { return is_expired; }

  runtime::Deadline expires{};
  bool is_expired = false;
};

/// Keeps what it was asked and does what the test wants.
class Inner final : public Application {
 public:
  runtime::Task<Response> serve(Request request, BodyReader& /*body*/) override {
    last = std::move(request);
    if (failure) std::rethrow_exception(failure);
    Response response{.status = status, .body = "hello"};
    if (streams) response.stream = [pieces = std::make_unique<Pieces>()] { return pieces->next(); };
    co_return response;
  }

  Request last{};
  std::exception_ptr failure{};
  bool streams = false;
  int status = 200;
};

/// "20.123": at most three decimals, which is all that anybody can read.
bool is_milliseconds(const std::string& text) {
  const auto point = std::min(text.find('.'), text.size());
  return text.find_first_not_of("0123456789.") == std::string::npos && text.size() - point <= 4;
}

class Instrumented : public ::testing::Test {
 protected:
  Response send(Request request = {}) {
    if (request.path.empty()) request.path = "/api/orders/7";
    return run(instrument_.serve(std::move(request), body_));
  }
  /// The http_request lines of the log.
  std::vector<json::Value> request_lines() {
    std::vector<json::Value> lines;
    for (const std::string& line : telemetry_.log.captured()) {
      const json::Value value = json::parse(line).value();
      if (value.string("event") == "http_request") lines.push_back(value);
    }
    return lines;
  }
  bool measures(const std::string& line) {
    return telemetry_.metrics.prometheus_text().find(line) != std::string::npos;
  }
  static std::string route_of(std::string_view path) {
    if (path == "/readyz") return "/readyz";
    return path.starts_with("/api/orders/") ? "/api/orders/{id}" : "other";
  }

  telemetry::Telemetry telemetry_{
      .service = "order-service", .log = telemetry::Log::capturing("order-service"), .metrics = telemetry::Metrics{}};
  testing::FakeClock clock_;
  testing::SeededRandom random_;
  base::IdGenerator ids_{clock_, random_};
  Inner inner_;
  Timed body_;
  Instrument instrument_{inner_, {.route_of = route_of}, telemetry_, ids_, random_};
};

TEST_F(Instrumented, given_request_ids_then_only_well_formed_ones_are_kept) {
  const std::pair<std::string, bool> ids[] = {{"abc-DEF_1.2", true},
                                              {std::string(128, 'x'), true},
                                              {std::string(129, 'x'), false},
                                              {"a b", false},
                                              {"a\"b", false},
                                              {"\xC3\xBC", false}};
  for (const auto& [id, kept] : ids) {
    SCOPED_TRACE(id);
    const Response response = send({.headers = {{"x-request-id", id}}});
    EXPECT_EQ(inner_.last.context.request_id == id, kept);
    EXPECT_EQ(response.headers.get("x-request-id"), inner_.last.context.request_id);
    EXPECT_TRUE(kept || inner_.last.context.request_id == inner_.last.context.trace.trace_id);
  }
}

TEST_F(Instrumented, given_only_a_trace_then_each_of_its_requests_has_an_id_of_its_own) {
  const Headers traced{{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}};

  const Response first = send({.headers = traced});
  const Response second = send({.headers = traced});

  EXPECT_TRUE(base::is_uuid(first.headers.get("x-request-id").value_or("")));
  EXPECT_NE(first.headers.get("x-request-id"), second.headers.get("x-request-id"));
}

TEST_F(Instrumented, given_traceparent_then_the_trace_goes_on_with_a_span_of_its_own) {
  send({.headers = {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}});
  EXPECT_EQ(inner_.last.context.trace.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_NE(inner_.last.context.trace.span_id, "00f067aa0ba902b7");

  send({.headers = {{"traceparent", "00-nonsense"}}});
  EXPECT_EQ(inner_.last.context.trace.trace_id.size(), 32U);
  EXPECT_EQ(inner_.last.context.trace.span_id.size(), 16U);
}

TEST_F(Instrumented, given_asked_time_then_it_can_only_shorten_the_deadline) {
  using std::chrono::milliseconds;
  struct Case {
    const char* asked;
    milliseconds least;
    milliseconds most;
  };
  constexpr milliseconds whole{15'000};
  constexpr Case cases[] = {{"500", milliseconds{1}, milliseconds{500}},
                            {"99999999999", whole / 2, whole},
                            {"0", whole / 2, whole},
                            {"-5", whole / 2, whole},
                            {"5s", whole / 2, whole},
                            {"", whole / 2, whole}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.asked);
    send({.headers = {{"x-request-timeout-ms", each.asked}}});
    EXPECT_GE(inner_.last.context.deadline.remaining(), each.least);
    EXPECT_LE(inner_.last.context.deadline.remaining(), each.most);
  }
}

TEST_F(Instrumented, given_answer_then_one_log_line_and_the_metrics) {
  inner_.status = 201;
  send({.method = Method::post, .headers = {{"x-request-id", "r-1"}}});

  const auto lines = request_lines();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].string("level"), "info");
  EXPECT_EQ(lines[0].string("method"), "POST");
  EXPECT_EQ(lines[0].string("route"), "/api/orders/{id}");
  EXPECT_EQ(lines[0].integer("status"), 201);
  EXPECT_EQ(lines[0].integer("bytes"), 5);
  EXPECT_EQ(lines[0].string("request_id"), "r-1");
  EXPECT_TRUE(is_milliseconds(lines[0].get("duration_ms")->text())) << lines[0].text();
  EXPECT_TRUE(measures(R"(http_requests_total{method="POST",route="/api/orders/{id}",status="201"} 1)"));
  EXPECT_TRUE(measures(R"(http_request_duration_seconds_count{method="POST",route="/api/orders/{id}"} 1)"));
}

TEST_F(Instrumented, given_probe_then_it_is_counted_but_not_logged_at_info) {
  send({.path = "/readyz"});

  for (const json::Value& line : request_lines()) EXPECT_EQ(line.string("level"), "debug");
  EXPECT_TRUE(measures(R"(route="/readyz",status="200"} 1)"));
}

TEST_F(Instrumented, given_failures_then_a_problem_and_the_reason_only_in_the_log) {
  struct Case {
    std::exception_ptr failure;
    int status;
    const char* event;
    const char* level;
  };
  const Case cases[] = {
      {std::make_exception_ptr(base::Unavailable("secret reason", std::chrono::seconds{4})), 503, "request_refused",
       "warn"},
      {std::make_exception_ptr(std::logic_error("secret reason")), 500, "request_failed", "error"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.event);
    inner_.failure = each.failure;
    const Response response = send({.path = "/api/orders/7", .headers = {{"x-request-id", "r-1"}}});
    EXPECT_EQ(response.status, each.status);
    EXPECT_EQ(response.headers.get("x-request-id"), "r-1");
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
    EXPECT_NE(response.body.find(R"("instance":"/api/orders/7")"), std::string::npos);
    EXPECT_NE(response.body.find(R"("requestId":"r-1")"), std::string::npos);
    EXPECT_EQ(request_lines().back().integer("status"), each.status);
    const auto lines = telemetry_.log.captured();
    EXPECT_TRUE(std::ranges::any_of(lines, [&](const std::string& text) {
      const json::Value line = json::parse(text).value();
      return line.string("event") == each.event && line.string("level") == each.level &&
             line.string("reason") == "secret reason" && line.string("request_id") == "r-1";
    }));
  }
}

TEST_F(Instrumented, given_connection_that_ended_then_it_is_the_servers_business) {
  for (const auto code : {boost::asio::error::operation_aborted, boost::asio::error::connection_reset}) {
    inner_.failure = std::make_exception_ptr(boost::system::system_error(code));

    EXPECT_THROW(send(), boost::system::system_error);

    EXPECT_EQ(request_lines().back().integer("status"), 499);
  }
  EXPECT_EQ(request_lines().size(), 2U);
  EXPECT_EQ(telemetry_.log.captured().size(), 2U) << "nothing to look into";
}

TEST_F(Instrumented, given_stream_then_it_is_recorded_at_its_end) {
  inner_.streams = true;
  Response response = send();
  EXPECT_TRUE(request_lines().empty());

  while (run(response.stream())) {
  }

  ASSERT_EQ(request_lines().size(), 1U);
  EXPECT_EQ(request_lines()[0].integer("bytes"), 10);
  EXPECT_EQ(request_lines()[0].integer("status"), 200);
}

TEST_F(Instrumented, given_stream_that_is_given_up_then_client_gone) {
  inner_.streams = true;
  {
    Response response = send();
    ASSERT_TRUE(run(response.stream()));
  }

  ASSERT_EQ(request_lines().size(), 1U);
  EXPECT_EQ(request_lines()[0].integer("status"), 499);
}

TEST_F(Instrumented, given_head_then_a_stream_is_recorded_at_once) {
  inner_.streams = true;
  const Response response = send({.method = Method::head});

  ASSERT_EQ(request_lines().size(), 1U);
  EXPECT_EQ(request_lines()[0].integer("status"), 200);
}

TEST_F(Instrumented, given_a_request_then_the_connection_enforces_its_deadline) {
  send({.headers = {{"x-request-timeout-ms", "500"}}});

  EXPECT_EQ(body_.expires.at, inner_.last.context.deadline.at);
}

TEST_F(Instrumented, given_a_request_cancelled_at_its_deadline_then_503_with_retry_after) {
  body_.is_expired = true;
  inner_.failure = std::make_exception_ptr(boost::system::system_error(boost::asio::error::operation_aborted));

  const Response response = send();

  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers.get("Retry-After"), "1");
  EXPECT_NE(response.body.find(R"("code":"UNAVAILABLE")"), std::string::npos);
  EXPECT_EQ(request_lines().back().integer("status"), 503);
}

}  // namespace
}  // namespace boxoffice::kit::http
