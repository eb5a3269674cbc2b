#pragma once

// Time that a test decides on.

#include "kit/base/time.hpp"

#include <chrono>
#include <mutex>

namespace boxoffice::kit::testing {

/// Stands still until told otherwise; starts at 2026-01-01T00:00:00Z. Safe from any thread.
class FakeClock final : public base::Clock {
 public:
  FakeClock() = default;
  explicit FakeClock(base::Timestamp start) : now_(start) {}

  [[nodiscard]] base::Timestamp now() const override;
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override;

  /// Moves both clocks.
  void advance(std::chrono::milliseconds by);
  /// Sets the wall clock alone, backwards too, as an operator might.
  void set(base::Timestamp now);

 private:
  mutable std::mutex mutex_;
  base::Timestamp now_{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
  // Not at the epoch: a test may look at times before its start.
  std::chrono::steady_clock::time_point steady_now_{std::chrono::hours{24}};
};

}  // namespace boxoffice::kit::testing
