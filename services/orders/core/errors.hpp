#pragma once

// Outcomes of the orders service beyond those that every service has. Those of tickets and payments pass through.

#include "kit/base/error.hpp"

namespace boxoffice::services::orders::codes {

using kit::base::ErrorCode;
using kit::base::ErrorKind;

inline constexpr ErrorCode sold_out{ErrorKind::conflict, "SOLD_OUT"};
inline constexpr ErrorCode sales_closed{ErrorKind::conflict, "SALES_CLOSED"};
inline constexpr ErrorCode limit_exceeded{ErrorKind::conflict, "LIMIT_EXCEEDED"};
inline constexpr ErrorCode hold_lost{ErrorKind::conflict, "HOLD_LOST"};  // between services; never seen by buyers
inline constexpr ErrorCode hold_limit_reached{ErrorKind::conflict, "HOLD_LIMIT_REACHED"};
inline constexpr ErrorCode order_not_payable{ErrorKind::conflict, "ORDER_NOT_PAYABLE"};
inline constexpr ErrorCode payment_in_progress{ErrorKind::conflict, "PAYMENT_IN_PROGRESS"};

}  // namespace boxoffice::services::orders::codes
