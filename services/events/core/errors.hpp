#pragma once

// Outcomes of the events service beyond those that every service has.

#include "kit/base/error.hpp"

namespace boxoffice::services::events::codes {

using kit::base::ErrorCode;
using kit::base::ErrorKind;

inline constexpr ErrorCode version_conflict{ErrorKind::conflict, "VERSION_CONFLICT"};
inline constexpr ErrorCode capacity_in_use{ErrorKind::conflict, "CAPACITY_IN_USE"};

}  // namespace boxoffice::services::events::codes
