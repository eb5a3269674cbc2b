#pragma once

// What a caught exception says, for the log.

#include <exception>
#include <string>

namespace boxoffice::kit::base {

/// The text of what was thrown. `failure` is not null.
[[nodiscard]] std::string reason_of(const std::exception_ptr& failure);

}  // namespace boxoffice::kit::base
