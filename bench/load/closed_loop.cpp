#include "bench/load/closed_loop.hpp"

#include "kit/base/failure.hpp"
#include "kit/runtime/concurrently.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace boxoffice::bench {

using kit::runtime::SteadyTime;
using kit::runtime::Task;
using std::chrono::steady_clock;

namespace {

// A refused connection fails at once; without a pause a dead system would be asked a million times.
constexpr std::chrono::milliseconds pause_after_failure{50};

void count(Totals& totals, Verdict verdict) {
  switch (verdict) {
    case Verdict::done:
      ++totals.done;
      break;
    case Verdict::refused:
      ++totals.refused;
      break;
    case Verdict::failed:
      ++totals.failed;
      break;
  }
}

}  // namespace

ClosedLoop::ClosedLoop(Scenario& scenario, LoopOptions options, OnSecond on_second)
    : scenario_(scenario), options_(options), on_second_(std::move(on_second)), attempts_left_(options.attempts) {}

Task<Measured> ClosedLoop::run() {
  measured_from_ = steady_clock::now() + options_.warm_up;
  last_answer_ = measured_from_;
  end_ = {measured_from_ + options_.duration};
  connected_ = options_.connections;
  std::vector<Task<>> tasks;
  tasks.reserve(options_.connections + 1);
  for (std::size_t connection = 0; connection < options_.connections; ++connection) {
    tasks.push_back(connect(connection));
  }
  tasks.push_back(report_seconds());
  co_await kit::runtime::run_all(std::move(tasks));
  measured_.elapsed = last_answer_ - measured_from_;
  co_return std::move(measured_);
}

Task<> ClosedLoop::connect(std::size_t connection) {
  while (!end_.passed() && attempts_left_ > 0) {
    --attempts_left_;
    const auto started = steady_clock::now();
    const Attempt made = co_await attempt(connection);
    record(made, started, steady_clock::now());
    if (made.verdict == Verdict::failed) co_await kit::runtime::sleep_for(pause_after_failure);
  }
  --connected_;
}

Task<Attempt> ClosedLoop::attempt(std::size_t connection) {
  try {
    co_return co_await scenario_.attempt(connection);
  } catch (const kit::base::Unavailable&) {
    co_return Attempt{};
  }
}

void ClosedLoop::record(const Attempt& attempt, SteadyTime started, SteadyTime ended) {
  count(measured_.all, attempt.verdict);
  count(second_, attempt.verdict);
  const Latency latency = attempt.latency.value_or(ended - started);
  if (attempt.verdict == Verdict::done) second_latencies_.add(latency);
  if (started < measured_from_) return;
  last_answer_ = std::max(last_answer_, ended);
  count(measured_.measured, attempt.verdict);
  ++measured_.statuses[attempt.status];
  if (attempt.verdict == Verdict::done) measured_.latencies.add(latency);
}

Task<> ClosedLoop::report_seconds() {
  constexpr std::chrono::milliseconds tick{100};
  auto next = steady_clock::now();
  for (std::chrono::seconds at{1}; connected_ > 0; ++at) {
    next += std::chrono::seconds{1};
    while (connected_ > 0 && steady_clock::now() < next) {
      const auto left = kit::runtime::Deadline{next}.remaining();
      co_await kit::runtime::sleep_for(std::min(left, tick));
    }
    if (connected_ == 0) co_return;  // less than a second is no rate
    on_second_({.at = at,
                .done = second_.done,
                .refused = second_.refused,
                .failed = second_.failed,
                .latency = second_latencies_.percentiles()});
    second_ = {};
    second_latencies_.clear();
  }
}

}  // namespace boxoffice::bench
