#pragma once

// The list of payments as a file for a spreadsheet.

#include "kit/http/message.hpp"
#include "services/payments/core/inquiries.hpp"

namespace boxoffice::services::payments {

/// Streams every payment of the filter, whatever its limit. `inquiries` outlives the answer.
[[nodiscard]] kit::http::Response payments_as_csv(const Inquiries& inquiries, PaymentFilter filter);

}  // namespace boxoffice::services::payments
