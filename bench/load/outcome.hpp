#pragma once

// What a run came to, for people and for programs.

#include "bench/load/closed_loop.hpp"
#include "bench/load/cpu_time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::bench {

struct Outcome {
  std::string scenario{};
  LoopOptions loop{};
  std::size_t users = 0;
  Measured measured{};
  std::optional<CpuTimes> services_cpu{};               // of the whole run, until the system was idle again
  CpuTime own_cpu{};                                    // of this program
  std::optional<std::chrono::milliseconds> settling{};  // until idle after the last answer; nullopt: was not awaited
  double load_average = 0;                              // of the machine, over the last minute
  std::vector<std::string> problems{};                  // of the audit

  /// Of attempts that were done, per second of measured time.
  [[nodiscard]] double rate() const;
  /// CPU seconds of all services for 1,000 attempts that were done.
  [[nodiscard]] std::optional<double> cpu_seconds_per_thousand() const;
  /// The same of one service's time.
  [[nodiscard]] double per_thousand(CpuTime time) const;
};

/// A line per second while it runs.
[[nodiscard]] std::string line_of(const Second& second);

/// Several lines that end with a line break.
[[nodiscard]] std::string text_of(const Outcome& outcome);

/// One JSON object. Durations in milliseconds or seconds, as the members say.
[[nodiscard]] std::string json_of(const Outcome& outcome);

}  // namespace boxoffice::bench
