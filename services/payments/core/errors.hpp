#pragma once

// Outcomes of the payments service beyond those that every service has.

#include "kit/base/error.hpp"

namespace boxoffice::services::payments::codes {

using kit::base::ErrorCode;
using kit::base::ErrorKind;

inline constexpr ErrorCode order_not_payable{ErrorKind::conflict, "ORDER_NOT_PAYABLE"};
inline constexpr ErrorCode payment_in_progress{ErrorKind::conflict, "PAYMENT_IN_PROGRESS"};
inline constexpr ErrorCode payment_declined{ErrorKind::payment_required, "PAYMENT_DECLINED"};

}  // namespace boxoffice::services::payments::codes
