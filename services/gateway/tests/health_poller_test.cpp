#include "services/gateway/adapters/health_poller.hpp"

#include "kit/http/listener.hpp"
#include "kit/http/server.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string_view>

namespace boxoffice::services::gateway {
namespace {

using namespace std::chrono_literals;
using kit::testing::eventually;

class Ready final : public kit::http::Application {
 public:
  kit::runtime::Task<kit::http::Response> serve(kit::http::Request, kit::http::BodyReader&) override {
    co_return kit::http::Response{};
  }
};

/// An instance that is ready, and one that takes connections but never answers. The latter is looked at first.
class health_pollers_of : public testing::Test {
 protected:
  health_pollers_of() {
    server.start();
    upstreams.add("events", "127.0.0.1", kit::http::local_port(silent.front()));
    upstreams.add("orders", "127.0.0.1", server.port());
    ready().up = false;
  }
  ~health_pollers_of() override {
    tasks.cancel();
    EXPECT_TRUE(tasks.wait_blocking(10s));
    server.stop(500ms);
  }

  void start(HealthLook look) {
    for (auto& worker : health_pollers(http, upstreams, look)) {
      tasks.spawn(io.executor(), "worker", kit::runtime::run_worker(std::move(worker), nobody_fails));
    }
  }
  static void nobody_fails(std::string_view, const std::exception_ptr&) { ADD_FAILURE() << "a look at health failed"; }

  Instance& hanging() { return *upstreams.pools().at("events").instances.front(); }
  Instance& ready() { return *upstreams.pools().at("orders").instances.front(); }

  kit::testing::IoFixture io{};
  kit::telemetry::Telemetry telemetry{
      .service = "api-gateway", .log = kit::telemetry::Log::capturing("api-gateway"), .metrics = {}};
  Ready application{};
  kit::http::Server server{io.threads(), {}, application, telemetry};
  std::vector<kit::http::Descriptor> silent = kit::http::listen_on({"127.0.0.1"}, 0);
  kit::http::Client http{io.threads(), {}};
  Upstreams upstreams{};
  kit::runtime::TaskGroup tasks{nobody_fails};
};

TEST_F(health_pollers_of, given_instance_that_never_answers_then_the_others_are_looked_at_meanwhile) {
  start({.interval = 10ms, .limit = 1h});

  EXPECT_TRUE(eventually([this] { return ready().up.load(); }));
  ready().up = false;
  EXPECT_TRUE(eventually([this] { return ready().up.load(); })) << "and again at every interval";
}

TEST_F(health_pollers_of, given_instance_that_never_answers_then_down_after_the_limit) {
  start({.interval = 10ms, .limit = 100ms});

  EXPECT_TRUE(eventually([this] { return !hanging().up.load() && hanging().latency_ms >= 100; }));
  EXPECT_TRUE(eventually([this] { return ready().up.load(); }));
}

}  // namespace
}  // namespace boxoffice::services::gateway
