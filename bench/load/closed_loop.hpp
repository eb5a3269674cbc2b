#pragma once

// A closed loop: each connection starts its next attempt when the last one has ended, so the rate is what the system
// gives, and waiting in front of the system is not part of the latency.

#include "bench/load/latencies.hpp"
#include "bench/load/scenario.hpp"
#include "kit/runtime/deadline.hpp"
#include "kit/runtime/task.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>

namespace boxoffice::bench {

struct LoopOptions {
  std::size_t connections = 64;
  std::chrono::milliseconds warm_up{2'000};                          // attempts that start in it are not measured
  std::chrono::milliseconds duration{10'000};                        // after that nothing new starts
  std::int64_t attempts = std::numeric_limits<std::int64_t>::max();  // nor after so many
};

/// One second of a run.
struct Second {
  std::chrono::seconds at{};
  std::int64_t done = 0;
  std::int64_t refused = 0;
  std::int64_t failed = 0;
  Percentiles latency{};
};

struct Measured {
  std::chrono::duration<double> elapsed{};  // from the end of the warm-up to the last answer
  Latencies latencies{};                    // of attempts that were done
  std::map<int, std::int64_t> statuses{};   // 0: no answer
  Totals measured{};
  Totals all{};  // with the warm-up
};

/// Runs once, on the executor that awaits it.
class ClosedLoop {
 public:
  using OnSecond = std::function<void(const Second&)>;

  /// `scenario` outlives the loop.
  ClosedLoop(Scenario& scenario, LoopOptions options, OnSecond on_second);

  /// Ends when the time or the number of attempts is used up and every attempt has ended.
  kit::runtime::Task<Measured> run();

 private:
  kit::runtime::Task<> connect(std::size_t connection);
  kit::runtime::Task<Attempt> attempt(std::size_t connection);
  kit::runtime::Task<> report_seconds();
  void record(const Attempt& attempt, kit::runtime::SteadyTime started, kit::runtime::SteadyTime ended);

  Scenario& scenario_;
  LoopOptions options_;
  OnSecond on_second_;
  kit::runtime::SteadyTime measured_from_{};
  kit::runtime::SteadyTime last_answer_{};
  kit::runtime::Deadline end_{};
  std::int64_t attempts_left_ = 0;
  std::size_t connected_ = 0;
  Measured measured_{};
  Totals second_{};
  Latencies second_latencies_{};
};

}  // namespace boxoffice::bench
