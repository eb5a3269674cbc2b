#include "bench/load/closed_loop.hpp"

#include "kit/base/failure.hpp"
#include "kit/runtime/io_threads.hpp"
#include "kit/service/host.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace boxoffice::bench {
namespace {

using kit::runtime::Task;
using namespace std::chrono_literals;

/// Of every ten attempts seven are done, two refused and one gets no answer.
class Tenths final : public Scenario {
 public:
  Task<> prepare() override { co_return; }
  Task<Attempt> attempt(std::size_t connection) override {
    connections = std::max(connections, connection + 1);
    const int number = made++ % 10;
    if (number == 9) throw kit::base::Unavailable("nobody answers");
    if (number >= 7) co_return Attempt{.status = 409, .verdict = Verdict::refused};
    co_return Attempt{.status = 201, .verdict = Verdict::done, .latency = 5ms};
  }
  Task<std::vector<std::string>> audit(Totals) override { co_return std::vector<std::string>{}; }

  std::size_t connections = 0;
  int made = 0;
};

Task<> run_loop(ClosedLoop& loop, Measured& measured) {
  measured = co_await loop.run();
}

Measured run(Scenario& scenario, LoopOptions options) {
  kit::runtime::IoThreads threads{1};
  threads.start();
  ClosedLoop loop{scenario, options, [](const Second&) {}};
  Measured measured;
  kit::service::run_blocking(threads.executor(0), run_loop(loop, measured));
  return measured;
}

TEST(closed_loop, given_a_number_of_attempts_then_makes_exactly_these_and_counts_each) {
  Tenths scenario;

  const auto measured = run(scenario, {.connections = 4, .warm_up = 0ms, .attempts = 100});

  EXPECT_EQ(scenario.made, 100);
  EXPECT_EQ(scenario.connections, 4U);
  EXPECT_EQ(measured.measured.done, 70);
  EXPECT_EQ(measured.measured.refused, 20);
  EXPECT_EQ(measured.measured.failed, 10);
  EXPECT_EQ(measured.statuses, (std::map<int, std::int64_t>{{0, 10}, {201, 70}, {409, 20}}));
  EXPECT_EQ(measured.latencies.count(), 70U);
  EXPECT_EQ(measured.latencies.percentiles().most, Latency{5ms});
  EXPECT_GT(measured.elapsed.count(), 0);
}

TEST(closed_loop, given_only_warm_up_then_all_is_counted_and_nothing_measured) {
  Tenths scenario;

  const auto measured = run(scenario, {.connections = 2, .warm_up = 1h, .attempts = 10});

  EXPECT_EQ(measured.all.done, 7);
  EXPECT_EQ(measured.all.failed, 1);
  EXPECT_EQ(measured.measured.done, 0);
  EXPECT_TRUE(measured.statuses.empty());
}

TEST(closed_loop, given_no_time_then_attempts_nothing) {
  Tenths scenario;

  const auto measured = run(scenario, {.connections = 2, .warm_up = 0ms, .duration = 0ms});

  EXPECT_EQ(scenario.made, 0);
  EXPECT_EQ(measured.all.done, 0);
}

}  // namespace
}  // namespace boxoffice::bench
