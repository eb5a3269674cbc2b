#pragma once

// Durations of many attempts and their percentiles. Every sample is kept: a run has some 100,000 of them, and exact
// figures need no library.

#include <chrono>
#include <cstddef>
#include <vector>

namespace boxoffice::bench {

using Latency = std::chrono::nanoseconds;

/// What a distribution is quoted by; all zero when there were no samples.
struct Percentiles {
  Latency p50{};
  Latency p90{};
  Latency p99{};
  Latency p999{};
  Latency most{};
};

/// For one thread.
class Latencies {
 public:
  void add(Latency latency) { samples_.push_back(latency); }
  void clear() { samples_.clear(); }

  [[nodiscard]] std::size_t count() const { return samples_.size(); }
  /// By nearest rank: p50 of n sorted samples is number ceil(n/2), so always a latency that occurred.
  [[nodiscard]] Percentiles percentiles() const;

 private:
  std::vector<Latency> samples_;
};

}  // namespace boxoffice::bench
