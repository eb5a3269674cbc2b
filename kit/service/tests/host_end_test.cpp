#include "kit/service/host.hpp"

#include "kit/base/failure.hpp"
#include "kit/json/reader.hpp"
#include "kit/runtime/bell.hpp"
#include "kit/service/tests/surroundings.hpp"
#include "kit/testing/eventually.hpp"

#include <gtest/gtest.h>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/describe.hpp>

#include <atomic>
#include <cstdint>
#include <future>
#include <latch>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::kit::service::tests {
namespace {

using namespace std::chrono_literals;

/// Keeps every request until release(); then answers, or lets another server answer. /probe is answered at once.
class Gate final : public http::Application {
 public:
  explicit Gate(bool is_stubborn = false) : is_stubborn_(is_stubborn) {}

  runtime::Task<http::Response> serve(http::Request request, http::BodyReader& /*body*/) override {
    if (request.target == "/probe") co_return http::Response{};
    if (is_stubborn_) co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
    ++waiting_;
    const auto heard = bell_.rings();
    if (!released_) co_await bell_.wait_after(heard, {});
    if (!behind_) co_return http::Response{.body = "released"};
    co_return co_await behind_->first->send({.endpoint = behind_->second, .target = request.target});
  }

  void answer_from(http::Client& client, http::Endpoint endpoint) { behind_ = {&client, std::move(endpoint)}; }
  void release() {
    released_ = true;
    bell_.ring();
  }
  [[nodiscard]] int waiting() const { return waiting_; }

 private:
  const bool is_stubborn_;
  std::optional<std::pair<http::Client*, http::Endpoint>> behind_{};
  runtime::Bell bell_{};
  std::atomic<bool> released_ = false;
  std::atomic<int> waiting_ = 0;
};

class host_end : public ::testing::Test {
 protected:
  /// A service that serves the gates, each on a port of its own.
  Service gates(std::vector<Gate*> each) {
    auto made = surroundings.service();
    for (Gate* gate : each) made.applications.push_back(std::make_unique<Passage>(*gate));
    return made;
  }

  std::future<http::Response> ask(std::uint16_t port, std::string target = "/") {
    return boost::asio::co_spawn(surroundings.io.executor(),
                                 surroundings.http.send({.endpoint = {"127.0.0.1", port}, .target = std::move(target)}),
                                 boost::asio::use_future);
  }
  bool refuses(std::uint16_t port) {
    try {
      ask(port, "/probe").get();
      return false;
    } catch (const base::Unavailable&) {
      return true;
    }
  }

  [[nodiscard]] std::optional<json::Value> logged(const std::string& event) const {
    for (const auto& line : surroundings.telemetry.log.captured()) {
      auto value = json::parse(line);
      if (value && value->string("event") == event) return *std::move(value);
    }
    return std::nullopt;
  }

  static constexpr auto two_ports = [] { return HostOptions{.ports = {0, 0}}; };

  Surroundings surroundings{};

 private:
  struct Passage final : http::Application {
    explicit Passage(Gate& to) : gate(to) {}
    runtime::Task<http::Response> serve(http::Request request, http::BodyReader& body) override {
      return gate.serve(std::move(request), body);
    }
    Gate& gate;
  };
};

TEST_F(host_end, given_a_start_and_a_stop_then_both_are_logged_with_version_port_and_duration) {
  Host served(surroundings.platform, surroundings.service(), {.version = "1.2.3"});
  served.start();
  const auto port = served.ports().front();
  EXPECT_TRUE(served.stop());
  EXPECT_TRUE(served.stop());

  for (const std::string event : {"service_started", "service_stopped"}) {
    SCOPED_TRACE(event);
    const auto line = logged(event);
    ASSERT_TRUE(line.has_value());
    EXPECT_EQ(line->string("service"), "test-service");
    EXPECT_EQ(line->string("level"), "info");
    EXPECT_EQ(line->string("version"), "1.2.3");
    EXPECT_EQ(line->integer("port"), port);
    EXPECT_GE(line->integer("duration_ms").value_or(-1), 0);
  }
}

/// What routes and workers of a service refer to; a step that outlived it would use freed memory.
struct Parts {
  explicit Parts(std::atomic<bool>& flag) : gone(flag) {}
  ~Parts() { gone = true; }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  runtime::Task<bool> write(sql::Database& database, std::latch& begun, std::atomic<bool>& gone_before_end) {
    co_await database.write([this, &begun, &gone_before_end](sql::Transaction&) {
      begun.count_down();
      // Long enough for a stop that does not wait.
      gone_before_end = testing::eventually([&gone = gone] { return gone.load(); }, 300ms);
      ++steps;
    });
    co_return false;
  }

  std::atomic<bool>& gone;
  int steps = 0;
};

TEST_F(host_end, given_a_step_on_the_database_while_it_stops_then_the_parts_outlive_the_step) {
  std::latch begun(1);
  std::atomic<bool> gone = false;
  std::atomic<bool> gone_before_end = true;
  auto service = surroundings.service();
  auto parts = std::make_shared<Parts>(gone);
  service.workers.push_back({.name = "write", .tick = [&, held = parts.get()] {
                               return held->write(*surroundings.database, begun, gone_before_end);
                             }});
  service.parts = std::move(parts);
  auto served = std::make_unique<Host>(surroundings.platform, std::move(service), HostOptions{});
  served->start();
  begun.wait();

  served.reset();

  EXPECT_TRUE(gone);
  EXPECT_FALSE(gone_before_end);
}

TEST_F(host_end, given_two_ports_then_both_stop_accepting_while_one_drains) {
  Gate first;
  Gate second;
  Host served(surroundings.platform, gates({&first, &second}), two_ports());
  served.start();
  auto answer = ask(served.ports()[0]);
  ASSERT_TRUE(testing::eventually([&] { return first.waiting() == 1; }));

  auto stopped = std::async(std::launch::async, [&] { return served.stop(); });
  EXPECT_TRUE(testing::eventually([&] { return refuses(served.ports()[0]) && refuses(served.ports()[1]); }));
  first.release();

  EXPECT_EQ(answer.get().body, "released");
  EXPECT_TRUE(stopped.get());
}

TEST_F(host_end, given_requests_on_two_ports_that_do_not_end_then_one_set_of_limits_for_all) {
  Gate first(true);
  Gate second(true);
  auto served = std::make_unique<Host>(surroundings.platform, gates({&first, &second}), two_ports());
  served->start();
  auto first_answer = ask(served->ports()[0]);
  auto second_answer = ask(served->ports()[1]);
  ASSERT_TRUE(testing::eventually([&] { return first.waiting() == 1 && second.waiting() == 1; }));

  const auto before = std::chrono::steady_clock::now();
  EXPECT_FALSE(Host::stop_together({{served.get()}}, {.drain = 1s, .cancel = 100ms, .cancel_hard = 100ms}));

  EXPECT_LT(std::chrono::steady_clock::now() - before, 2s);
  EXPECT_TRUE(logged("shutdown_incomplete").has_value());
  EXPECT_FALSE(logged("service_stopped").has_value());
  first.release();
  second.release();
  served.reset();
  EXPECT_TRUE(logged("service_stopped").has_value());
  first_answer.wait();
  second_answer.wait();
}

TEST_F(host_end, given_a_request_that_passes_through_the_edge_then_what_is_behind_still_answers_it) {
  Gate edge_gate;
  Gate inner_gate;
  inner_gate.release();
  Host edge(surroundings.platform, gates({&edge_gate}), {});
  Host inner(surroundings.platform, gates({&inner_gate}), {});
  inner.start();
  edge.start();
  edge_gate.answer_from(surroundings.http, {"127.0.0.1", inner.ports().front()});
  auto answer = ask(edge.ports().front());
  ASSERT_TRUE(testing::eventually([&] { return edge_gate.waiting() == 1; }));

  auto stopped = std::async(std::launch::async, [&] { return Host::stop_together({{&edge}, {&inner}}); });
  EXPECT_TRUE(testing::eventually([&] { return refuses(edge.ports().front()); }));
  edge_gate.release();

  EXPECT_EQ(answer.get().body, "released");
  EXPECT_TRUE(stopped.get());
  EXPECT_TRUE(refuses(inner.ports().front()));
}

struct Noted {
  std::int64_t steps = 0;
};
BOOST_DESCRIBE_STRUCT(Noted, (), (steps))

/// A route that writes.
struct Writing {
  sql::Database& database;
  std::atomic<int> steps = 0;

  runtime::Task<base::Result<Noted>> write(http::Call /*call*/) {
    co_await database.write([this](sql::Transaction&) { ++steps; });
    co_return Noted{.steps = steps};
  }
};

TEST_F(host_end, given_a_database_whose_writer_is_stuck_then_503_at_the_deadline_and_the_write_never_happens) {
  Writing writing{.database = *surroundings.database};
  auto service = surroundings.service();
  service.router->post("/write", http::Guard::anyone, writing, &Writing::write);
  Host served(surroundings.platform, std::move(service), {});
  served.start();
  std::latch begun(1);
  std::latch release(1);
  auto stuck = boost::asio::co_spawn(surroundings.io.executor(), surroundings.database->write([&](sql::Transaction&) {
    begun.count_down();
    release.wait();
  }),
                                     boost::asio::use_future);
  begun.wait();

  const auto answer = boost::asio::co_spawn(surroundings.io.executor(),
                                            surroundings.http.send({.method = http::Method::post,
                                                                    .endpoint = {"127.0.0.1", served.ports().front()},
                                                                    .target = "/write",
                                                                    .headers = {{"x-request-timeout-ms", "100"}}}),
                                            boost::asio::use_future)
                          .get();

  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.get("retry-after"), "1");
  EXPECT_TRUE(answer.body.contains("\"code\":\"UNAVAILABLE\""));
  release.count_down();
  stuck.get();
  EXPECT_TRUE(served.stop());
  EXPECT_EQ(writing.steps, 0);
}

}  // namespace
}  // namespace boxoffice::kit::service::tests
