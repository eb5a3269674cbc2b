#include "kit/service/host.hpp"

#include "kit/base/failure.hpp"
#include "kit/service/tests/sample_service.hpp"
#include "kit/testing/eventually.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

namespace boxoffice::kit::service::tests {
namespace {

using testing::eventually;
using Events = std::vector<std::string>;

class HostOfSamples : public ::testing::Test, protected SamplePlatform {
 protected:
  std::future<http::Response> start_waiting(std::uint16_t port) {
    auto answer = std::async(std::launch::async, [this, port] { return get(port, "/api/samples/wait"); });
    EXPECT_TRUE(eventually([this] { return routes.waiting() == 1; }));
    return answer;
  }
};

TEST_F(HostOfSamples, given_a_service_then_migrated_prepared_and_at_work_before_it_is_ready) {
  io.run(messages->publish({{.id = ids.next(), .topic = "sample-events", .type = "HAPPENED", .data = "{}"}}));
  Host host(platform, sample_service(), {});
  EXPECT_TRUE(diary.noted().empty()) << "making a host starts nothing";

  host.start();

  EXPECT_EQ(get(host.ports().front(), "/readyz").status, 200);
  EXPECT_EQ(diary.noted().front(), "prepared");
  EXPECT_TRUE(eventually([this] { return diary.has("ticked") && diary.has("applied HAPPENED"); }));
  EXPECT_TRUE(logged("service_started"));
}

TEST_F(HostOfSamples, given_preparation_fails_then_start_throws_and_nothing_works) {
  Service service = sample_service();
  service.on_start = []() -> runtime::Task<> {
    throw base::StartupError("there is no first administrator");
    co_return;
  };
  Host host(platform, std::move(service), {});

  EXPECT_THROW(host.start(), base::StartupError);

  EXPECT_TRUE(diary.noted().empty());
  EXPECT_FALSE(logged("service_started"));
}

TEST_F(HostOfSamples, given_a_running_request_then_stop_is_not_ready_and_waits_for_its_answer) {
  Host host(platform, sample_service(), {});
  host.start();
  const auto port = host.ports().front();
  auto answer = start_waiting(port);

  std::jthread stopping([&host] { host.stop(); });
  ASSERT_TRUE(eventually([&] { return !is_served(port); })) << "accepts nobody any more";
  EXPECT_FALSE(logged("service_stopped"));
  routes.release();

  EXPECT_EQ(answer.get().status, 503) << "what /readyz says while it drains";
  stopping.join();
  EXPECT_TRUE(logged("service_stopped"));
}

TEST_F(HostOfSamples, given_a_request_that_does_not_end_then_cancelled_after_the_limit) {
  Host host(platform, sample_service(), {.drain = std::chrono::milliseconds{50}});
  host.start();
  auto answer = start_waiting(host.ports().front());

  host.stop();

  EXPECT_THROW(answer.get(), base::Unavailable);
  EXPECT_FALSE(logged("shutdown_incomplete"));
}

TEST_F(HostOfSamples, given_stop_again_or_never_started_then_nothing_happens) {
  Host never(platform, sample_service(), {});
  never.stop();
  Host host(platform, sample_service(), {});
  host.start();

  host.stop();
  host.stop();

  EXPECT_FALSE(is_served(host.ports().front()));
}

TEST_F(HostOfSamples, given_a_restart_then_it_goes_on_from_the_same_stores) {
  {
    Host first(platform, sample_service(), {});
    first.start();
  }
  const auto migrations_applied = [this] {
    return std::ranges::count_if(telemetry.log.captured(), [](const std::string& line) {
      return line.find("0001_create_samples.sql") != std::string::npos;
    });
  };
  EXPECT_EQ(migrations_applied(), 1);

  Host second(platform, sample_service(), {});
  second.start();

  EXPECT_EQ(get(second.ports().front(), "/readyz").status, 200);
  EXPECT_EQ(migrations_applied(), 1);
}

TEST_F(HostOfSamples, given_a_worker_that_fails_then_logged_and_the_service_goes_on) {
  Service service = sample_service();
  service.workers.push_back({.name = "sweep", .tick = []() -> runtime::Task<bool> {
                               throw std::runtime_error("the broom is broken");
                               co_return false;
                             }});
  Host host(platform, std::move(service), {});
  host.start();

  EXPECT_TRUE(eventually([this] { return logged("the broom is broken"); }));
  EXPECT_EQ(get(host.ports().front(), "/livez").status, 200);
}

TEST_F(HostOfSamples, given_other_origins_may_call_then_they_can_read_failures) {
  Service service = sample_service();
  service.cors = http::CorsOptions{.origins = {"https://tickets.example"}};
  Host host(platform, std::move(service), {});
  host.start();

  const auto failure = get(host.ports().front(), "/api/samples/fail", {{"Origin", "https://tickets.example"}});

  EXPECT_EQ(failure.status, 503);
  EXPECT_EQ(failure.headers.get("Access-Control-Allow-Origin"), "https://tickets.example");
  EXPECT_TRUE(failure.headers.has("x-request-id"));
}

TEST_F(HostOfSamples, given_inner_metrics_then_for_administrators_unless_it_is_a_lab) {
  for (const bool lab : {false, true}) {
    SCOPED_TRACE(lab);
    platform.lab = lab;
    Service service = sample_service();
    service.inner_metrics = true;
    Host host(platform, std::move(service), {});
    host.start();

    for (const char* path : {"/metrics", "/api/samples/metrics", "/actuator/metrics",
                             "/actuator/metrics/process.uptime", "/actuator/prometheus"}) {
      SCOPED_TRACE(path);
      EXPECT_EQ(get(host.ports().front(), path).status, lab ? 200 : 401);
      EXPECT_EQ(get(host.ports().front(), path, {{"Authorization", "Bearer admin"}}).status, 200);
    }
    EXPECT_EQ(get(host.ports().front(), "/actuator/health").status, 200);
  }
}

}  // namespace
}  // namespace boxoffice::kit::service::tests
