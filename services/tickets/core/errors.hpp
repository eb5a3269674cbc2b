#pragma once

// Outcomes of the tickets service beyond those that every service has.

#include "kit/base/error.hpp"

namespace boxoffice::services::tickets::codes {

using kit::base::ErrorCode;
using kit::base::ErrorKind;

inline constexpr ErrorCode sold_out{ErrorKind::conflict, "SOLD_OUT"};
inline constexpr ErrorCode sales_closed{ErrorKind::conflict, "SALES_CLOSED"};
inline constexpr ErrorCode limit_exceeded{ErrorKind::conflict, "LIMIT_EXCEEDED"};
inline constexpr ErrorCode hold_lost{ErrorKind::conflict, "HOLD_LOST"};
inline constexpr ErrorCode capacity_in_use{ErrorKind::conflict, "CAPACITY_IN_USE"};
inline constexpr ErrorCode already_checked_in{ErrorKind::conflict, "ALREADY_CHECKED_IN"};
inline constexpr ErrorCode wrong_event{ErrorKind::conflict, "WRONG_EVENT"};
inline constexpr ErrorCode ticket_cancelled{ErrorKind::conflict, "TICKET_CANCELLED"};

}  // namespace boxoffice::services::tickets::codes
