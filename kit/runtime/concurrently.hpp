#pragma once

// Several tasks at once, as one: structured, so that none outlives its caller.

#include "kit/runtime/task.hpp"

#include <vector>

namespace boxoffice::kit::runtime {

/// Runs all tasks on the caller's executor and returns when all have ended; then throws the first failure, if any.
/// Cancelling the caller cancels all of them.
Task<> run_all(std::vector<Task<>> tasks);

}  // namespace boxoffice::kit::runtime
