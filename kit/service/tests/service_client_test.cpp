#include "kit/service/service_client.hpp"

#include "kit/auth/compact_token.hpp"
#include "kit/base/failure.hpp"
#include "kit/http/server.hpp"
#include "kit/runtime/bell.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/io_fixture.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <boost/describe.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::service {
namespace {

constexpr base::ErrorCode sold_out{base::ErrorKind::conflict, "SOLD_OUT"};

struct Held {
  std::string order_id{};
  int tickets = 0;
};
BOOST_DESCRIBE_STRUCT(Held, (), (order_id, tickets))

/// A service that answers what it is told to, and remembers what reached it.
class Callee final : public http::Application {
 public:
  runtime::Task<http::Response> serve(http::Request request, http::BodyReader& body) override {
    const auto text = co_await http::read_all(body, 1024);
    const bool is_silent = remember(std::move(request), text.value_or(""));
    if (is_silent) co_await never_.wait_after(never_.rings(), runtime::Deadline{});
    co_return answer();
  }

  void answer_with(int status, std::string body) {
    const std::scoped_lock lock(mutex_);
    status_ = status;
    answer_ = std::move(body);
  }
  void fall_silent() {
    const std::scoped_lock lock(mutex_);
    is_silent_ = true;
  }
  [[nodiscard]] std::size_t calls() const {
    const std::scoped_lock lock(mutex_);
    return requests_.size();
  }
  [[nodiscard]] std::pair<http::Request, std::string> last() const {
    const std::scoped_lock lock(mutex_);
    return {requests_.back(), bodies_.back()};
  }

 private:
  bool remember(http::Request request, std::string body) {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(std::move(request));
    bodies_.push_back(std::move(body));
    return is_silent_;
  }
  http::Response answer() {
    const std::scoped_lock lock(mutex_);
    const bool is_problem = status_ >= 400;
    return {.status = status_,
            .headers = {{"Content-Type", is_problem ? "application/problem+json" : "application/json"}},
            .body = answer_};
  }

  mutable std::mutex mutex_;  // guards what follows up to the bell
  int status_ = 200;
  bool is_silent_ = false;
  std::string answer_;
  std::vector<http::Request> requests_;
  std::vector<std::string> bodies_;
  runtime::Bell never_;
};

class CallingTickets : public ::testing::Test {
 protected:
  CallingTickets() {
    server_.start();
    callee_.answer_with(200, R"({"orderId":"o","tickets":2,"new":true})");
  }
  ~CallingTickets() override { server_.stop(std::chrono::milliseconds{500}); }

  /// A port at which nobody listens any more.
  std::uint16_t dead_port() { return http::Server(io_.threads(), {}, callee_, telemetry_).port(); }
  std::unique_ptr<ServiceClient> client_of(const std::vector<std::uint16_t>& ports) {
    std::vector<http::Endpoint> instances;
    for (const auto port : ports) instances.push_back({.host = "127.0.0.1", .port = port});
    return std::make_unique<ServiceClient>("tickets", std::move(instances), http_, tokens_, std::vector{sold_out});
  }
  base::Result<Held> ask(ServiceClient& client, runtime::Context context = {}) {
    return io_.run(client.get<Held>(std::move(context), "/api/tickets/held/1"));
  }
  base::Result<Held> ask() { return ask(*client_); }

  testing::IoFixture io_{2};
  testing::FakeClock clock_;
  testing::TemporaryDirectory home_;
  telemetry::Telemetry telemetry_{
      .service = "ticket-service", .log = telemetry::Log::capturing("ticket-service"), .metrics = {}};
  Callee callee_;
  http::Server server_{io_.threads(), {}, callee_, telemetry_};
  http::Client http_{io_.threads(), {}};
  auth::ServiceTokens tokens_{"orders", home_ / "keys", clock_};
  std::unique_ptr<ServiceClient> client_ = client_of({server_.port()});
};

TEST_F(CallingTickets, given_an_answer_then_read_leniently_and_asked_in_the_caller_s_name) {
  const auto held = ask();

  ASSERT_TRUE(held);
  EXPECT_EQ(held->order_id, "o");
  EXPECT_EQ(held->tickets, 2);
  const auto [request, body] = callee_.last();
  EXPECT_EQ(request.target, "/api/tickets/held/1");
  const auto token = auth::parse_compact(request.headers.get("Authorization").value_or("").substr(7));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->claims.issuer, "orders");
  EXPECT_EQ(token->claims.audience, "tickets");
}

TEST_F(CallingTickets, given_a_body_then_sent_as_json) {
  const auto held = io_.run(client_->send<Held>({}, http::Method::put, "/api/tickets/held/1", Held{.order_id = "o"}));

  EXPECT_TRUE(held);
  const auto [request, body] = callee_.last();
  EXPECT_EQ(request.method, http::Method::put);
  EXPECT_EQ(request.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(body, R"({"orderId":"o","tickets":0})");
}

TEST_F(CallingTickets, given_an_instance_that_cannot_be_reached_then_the_next_one_is_asked) {
  const auto client = client_of({dead_port(), server_.port(), dead_port()});

  for (int call = 0; call < 6; ++call) {
    SCOPED_TRACE(call);
    EXPECT_TRUE(ask(*client)) << "whoever comes first";
  }
  EXPECT_EQ(callee_.calls(), 6U);
}

TEST_F(CallingTickets, given_no_instance_that_can_be_reached_then_unavailable) {
  const auto client = client_of({dead_port(), dead_port()});

  EXPECT_THROW(std::ignore = ask(*client), base::Unavailable);
}

TEST_F(CallingTickets, given_no_answer_in_time_then_timed_out_and_nobody_else_is_asked) {
  callee_.fall_silent();
  const auto client = client_of({server_.port(), server_.port()});

  const runtime::Context hurried{.deadline = runtime::Deadline::after(std::chrono::milliseconds{100})};
  EXPECT_THROW(std::ignore = ask(*client, hurried), base::TimedOut);

  EXPECT_EQ(callee_.calls(), 1U);
}

TEST_F(CallingTickets, given_a_declared_code_then_a_value_with_the_problem_s_words_and_details) {
  callee_.answer_with(409, R"({"type":"t","title":"T","status":409,"detail":"Nothing is left.","instance":"/x",)"
                           R"("code":"SOLD_OUT","requestId":"r","available":1,"ticketTypeId":"vip"})");

  const auto refused = ask();

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, sold_out);
  EXPECT_EQ(refused.error().message, "Nothing is left.");
  EXPECT_EQ(refused.error().details,
            (std::vector<base::Detail>{{.name = "available", .value = 1},
                                       {.name = "ticketTypeId", .value = std::string("vip")}}));
}

TEST_F(CallingTickets, given_wrong_fields_then_each_is_named_to_the_caller) {
  callee_.answer_with(422, R"({"type":"t","title":"T","status":422,"detail":"Some fields are not valid.",)"
                           R"("instance":"/x","code":"VALIDATION_FAILED","requestId":"r","errors":[)"
                           R"({"pointer":"/items/0/ticketTypeId","message":"is no ticket type of this event"},)"
                           R"({"pointer":"/items/1/quantity","message":"is too much"}]})");

  const auto refused = ask();

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::codes::validation_failed);
  EXPECT_EQ(refused.error().fields,
            (std::vector<base::FieldError>{{"/items/0/ticketTypeId", "is no ticket type of this event"},
                                           {"/items/1/quantity", "is too much"}}));
  EXPECT_TRUE(refused.error().details.empty());
}

TEST_F(CallingTickets, given_not_found_then_a_value_without_being_declared) {
  callee_.answer_with(404, R"({"detail":"There is no such event.","code":"NOT_FOUND"})");

  EXPECT_EQ(ask().error().code, base::codes::not_found);
}

TEST_F(CallingTickets, given_a_code_that_was_not_declared_then_unavailable_and_never_the_caller_s_own_trouble) {
  const std::pair<int, std::string> answers[] = {{400, R"({"code":"MALFORMED_REQUEST"})"},
                                                 {401, R"({"code":"UNAUTHENTICATED"})"},
                                                 {403, R"({"code":"FORBIDDEN"})"},
                                                 {405, R"({"code":"METHOD_NOT_ALLOWED"})"},
                                                 {409, R"({"code":"HOLD_LOST"})"},
                                                 {409, R"({"code":"INVALID_STATE"})"},
                                                 {422, R"({"code":"IDEMPOTENCY_KEY_REUSED"})"},
                                                 {404, "<html>not found</html>"},
                                                 {409, "{}"}};
  for (const auto& [status, body] : answers) {
    SCOPED_TRACE(body);
    callee_.answer_with(status, body);

    EXPECT_THROW(std::ignore = ask(), base::Unavailable);
  }
}

TEST_F(CallingTickets, given_trouble_at_the_callee_or_an_answer_that_cannot_be_read_then_unavailable) {
  const std::pair<int, std::string> answers[] = {{500, R"({"code":"INTERNAL"})"},
                                                 {503, R"({"code":"UNAVAILABLE"})"},
                                                 {429, R"({"code":"RATE_LIMITED"})"},
                                                 {200, "<html>"},
                                                 {200, R"({"orderId":1})"}};
  for (const auto& [status, body] : answers) {
    SCOPED_TRACE(body);
    callee_.answer_with(status, body);

    EXPECT_THROW(std::ignore = ask(), base::Unavailable);
  }
}

}  // namespace
}  // namespace boxoffice::kit::service
