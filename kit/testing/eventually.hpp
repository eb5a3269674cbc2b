#pragma once

// Waiting for what another thread does, without fixed sleeps: a test ends as soon as it can.

#include "kit/runtime/task.hpp"
#include "kit/testing/run.hpp"

#include <chrono>
#include <functional>

namespace boxoffice::kit::testing {

/// Blocks the calling thread until `predicate` holds; false when `limit` has passed before. The predicate is called
/// every few milliseconds from this thread and must be safe for that.
[[nodiscard]] bool eventually(const std::function<bool()>& predicate, std::chrono::milliseconds limit = default_limit);

/// The same for a coroutine: its io thread goes on meanwhile.
runtime::Task<bool> eventually_in_task(std::function<bool()> predicate,
                                       std::chrono::milliseconds limit = default_limit);

}  // namespace boxoffice::kit::testing
