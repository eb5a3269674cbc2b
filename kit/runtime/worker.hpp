#pragma once

// A periodic background job of a service: the sweeper, the relay, the resume worker.

#include "kit/runtime/bell.hpp"
#include "kit/runtime/task.hpp"
#include "kit/runtime/task_group.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace boxoffice::kit::runtime {

/// Wakes a worker before its interval is over. Safe from any thread; copies are the same wake-up. One waiter at a time.
class Wakeup {
 public:
  Wakeup();
  void notify() const;
  /// Suspends until notify() was called since the last return, or `limit` has passed. Cancellable.
  Task<> wait(std::chrono::milliseconds limit) const;

 private:
  std::shared_ptr<std::atomic<bool>> notified_;
  Bell bell_;
};

/// The longest that one tick may take; far above what a bounded piece of work needs.
inline constexpr std::chrono::milliseconds longest_tick{60'000};

/// `tick` does one bounded piece of work and returns true when there is more to do at once. One that takes longer than
/// `limit` is cancelled. An exception is logged by the worker loop and followed by a backoff (doubling from `interval`
/// to 5 s). Tests call the tick directly.
struct Worker {
  std::string name;  // snake_case, as in logs and metrics
  std::chrono::milliseconds interval{1000};
  std::function<Task<bool>()> tick;
  Wakeup wakeup{};
  std::chrono::milliseconds limit = longest_tick;
};

/// The longest pause after failures of a tick.
inline constexpr std::chrono::milliseconds longest_worker_backoff{5000};

/// Ticks until cancelled (then throws operation_aborted, as every cancelled task does). `on_error` gets the worker's
/// name and the exception of a failed tick, on the worker's executor, and must not throw.
Task<> run_worker(Worker worker, TaskGroup::ErrorHandler on_error);

}  // namespace boxoffice::kit::runtime
