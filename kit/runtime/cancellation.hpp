#pragma once

// Letting cancellation through, and telling it from failure: Asio ends a cancelled wait by an exception.

#include "kit/runtime/task.hpp"

#include <exception>

namespace boxoffice::kit::runtime {

/// A coroutine that is spawned listens to terminal cancellation only; this one listens to whatever cancels its caller.
Task<> cancellable(Task<> task);

/// True for boost::system::system_error(operation_aborted). False for a null pointer.
[[nodiscard]] bool is_cancellation(const std::exception_ptr& failure);

}  // namespace boxoffice::kit::runtime
