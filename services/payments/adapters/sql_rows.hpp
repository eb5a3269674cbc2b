#pragma once

// How payments look in SQL: column lists, rows to values, enumerators to text.

#include "kit/sql/database.hpp"
#include "services/payments/core/payment.hpp"

#include <string>
#include <string_view>

namespace boxoffice::services::payments {

[[nodiscard]] std::string_view to_text(PaymentStatus status);  // "PENDING", as in JSON
[[nodiscard]] std::string_view to_text(FailureCode code);      // "DECLINED"
[[nodiscard]] std::string_view to_text(Method method);         // "CARD"

/// Column order of read_payment().
inline constexpr std::string_view payment_columns =
    "id, order_id, user_id, amount, currency, method, token, is_started, status, failure_code, refund_reason, looks, "
    "created_at, updated_at, hold_expires_at, traceparent";
[[nodiscard]] Payment read_payment(const kit::sql::Row& row);
/// The last column.
[[nodiscard]] std::string read_traceparent(const kit::sql::Row& row);

/// Woken when a payment was committed that a worker has to look at now.
inline constexpr std::string_view due_channel = "payments_due";

}  // namespace boxoffice::services::payments
