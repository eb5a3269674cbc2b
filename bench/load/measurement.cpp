#include "bench/load/measurement.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace boxoffice::bench {

using kit::runtime::Task;
using std::chrono::milliseconds;

namespace {

// All services together use less than this of one core when they have nothing to do.
constexpr double idle_cores = 0.06;
constexpr milliseconds idle_window{500};
constexpr std::chrono::seconds rest_limit{20};

void print(const Second& second) {
  fmt::print("{}", line_of(second));
  std::fflush(stdout);
}

double load_average() {
  double average = 0;
  return ::getloadavg(&average, 1) == 1 ? average : 0;
}

bool is_idle(const ProcessTimes& before, const ProcessTimes& after) {
  const auto used = used_between(before, after);
  return used && sum_of(*used) < std::chrono::duration<double>(idle_window) * idle_cores;
}

}  // namespace

Measurement::Measurement(Scenario& scenario, LoopOptions options, std::filesystem::path run_folder)
    : scenario_(scenario), options_(options), run_folder_(std::move(run_folder)) {}

Task<Outcome> Measurement::run() {
  co_await scenario_.prepare();
  Outcome outcome{.loop = options_};
  const auto services_before = times_of_services(run_folder_);
  const auto own_before = own_cpu_time();
  ClosedLoop loop{scenario_, options_, print};
  outcome.measured = co_await loop.run();
  outcome.own_cpu = own_cpu_time() - own_before;
  outcome.load_average = load_average();
  outcome.settling = co_await come_to_rest();
  outcome.services_cpu = used_between(services_before, times_of_services(run_folder_));
  outcome.problems = co_await scenario_.audit(outcome.measured.all);
  co_return outcome;
}

Task<std::optional<milliseconds>> Measurement::come_to_rest() const {
  const auto begin = std::chrono::steady_clock::now();
  const auto end = kit::runtime::Deadline::after(rest_limit);
  auto before = times_of_services(run_folder_);
  for (auto window = begin; !end.passed(); window = std::chrono::steady_clock::now()) {
    co_await kit::runtime::sleep_for(idle_window);
    auto after = times_of_services(run_folder_);
    if (is_idle(before, after)) co_return std::chrono::duration_cast<milliseconds>(window - begin);
    before = std::move(after);
  }
  co_return std::nullopt;
}

}  // namespace boxoffice::bench
