#pragma once

// A periodic background job of a service: the sweeper, the relay, the resume worker.

#include "kit/runtime/task.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace boxoffice::kit::runtime {

/// Wakes a worker before its interval is over. Safe from any thread; keeps nothing alive but itself.
class Wakeup {
 public:
  Wakeup();
  void notify() const;
  /// Suspends until notify() was called since the last return, or `limit` has passed.
  Task<> wait(std::chrono::milliseconds limit) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// `tick` does one bounded piece of work and returns true when there is more to do at once. An exception is logged by
/// the worker loop and followed by a backoff (doubling from `interval` to 5 s). Tests call the tick directly.
struct Worker {
  std::string name;  // snake_case, as in logs and metrics
  std::chrono::milliseconds interval{1000};
  std::function<Task<bool>()> tick;
  Wakeup wakeup{};
};

}  // namespace boxoffice::kit::runtime
