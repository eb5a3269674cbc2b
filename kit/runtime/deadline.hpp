#pragma once

// Deadlines: every wait on the outside has one, and it travels with the request.

#include "kit/runtime/task.hpp"

#include <chrono>

namespace boxoffice::kit::runtime {

using SteadyTime = std::chrono::steady_clock::time_point;

/// A point in monotonic time after which an answer is of no use.
struct Deadline {
  SteadyTime at = SteadyTime::max();

  /// Any `wait` is fine: milliseconds::max() gives "none".
  [[nodiscard]] static Deadline after(std::chrono::milliseconds wait);
  [[nodiscard]] bool passed() const { return std::chrono::steady_clock::now() >= at; }
  /// Rounded up and never negative; milliseconds::max() for "none".
  [[nodiscard]] std::chrono::milliseconds remaining() const;
  [[nodiscard]] Deadline earlier_of(Deadline other) const { return {at < other.at ? at : other.at}; }
};

/// Suspends the caller; ends early with boost::system::system_error(operation_aborted) when cancelled.
Task<> sleep_for(std::chrono::milliseconds duration);

}  // namespace boxoffice::kit::runtime
