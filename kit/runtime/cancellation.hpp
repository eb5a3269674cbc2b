#pragma once

// Telling cancellation from failure: Asio ends a cancelled wait by an exception.

#include <exception>

namespace boxoffice::kit::runtime {

/// True for boost::system::system_error(operation_aborted). False for a null pointer.
[[nodiscard]] bool is_cancellation(const std::exception_ptr& failure);

}  // namespace boxoffice::kit::runtime
