#pragma once

// The bridge from any thread to waiting coroutines: what TaskGroup and Wakeup are made of.

#include "kit/runtime/deadline.hpp"
#include "kit/runtime/task.hpp"

#include <cstdint>
#include <memory>

namespace boxoffice::kit::runtime {

/// Rings for every coroutine that waits. Safe from any thread; cheap to copy, copies are the same bell. No ring is lost
/// if the condition is checked between rings() and wait_after():
///   const auto heard = bell.rings();
///   if (!condition()) co_await bell.wait_after(heard, deadline);
class Bell {
 public:
  Bell();

  void ring() const;

  /// How often it has rung.
  [[nodiscard]] std::uint64_t rings() const;

  /// Suspends until rings() exceeds `heard` or the deadline has passed. Cancellable.
  Task<> wait_after(std::uint64_t heard, Deadline deadline) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace boxoffice::kit::runtime
