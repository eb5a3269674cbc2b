#include "services/payments/adapters/sql_rows.hpp"

#include "kit/base/failure.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace boxoffice::services::payments {

namespace {

constexpr std::array statuses{PaymentStatus::pending, PaymentStatus::succeeded, PaymentStatus::failed,
                              PaymentStatus::refunded};
constexpr std::array failure_codes{FailureCode::declined, FailureCode::insufficient_funds, FailureCode::timeout,
                                   FailureCode::hold_expired};

/// The enumerator with that text.
template <class Enumerators>
auto from_text(const Enumerators& all, const std::string& text) {
  const auto found = std::ranges::find_if(all, [&text](auto each) { return to_text(each) == text; });
  if (found == all.end()) throw kit::base::Unreadable("a payment is stored with an unknown " + text);
  return *found;
}

std::optional<FailureCode> failure_code(const kit::sql::Row& row, std::size_t column) {
  const auto text = row.get<std::optional<std::string>>(column);
  if (!text) return std::nullopt;
  return from_text(failure_codes, *text);
}

}  // namespace

std::string_view to_text(PaymentStatus status) {
  switch (status) {
    case PaymentStatus::pending:
      return "PENDING";
    case PaymentStatus::succeeded:
      return "SUCCEEDED";
    case PaymentStatus::failed:
      return "FAILED";
    case PaymentStatus::refunded:
      return "REFUNDED";
  }
  return "";
}

std::string_view to_text(FailureCode code) {
  switch (code) {
    case FailureCode::declined:
      return "DECLINED";
    case FailureCode::insufficient_funds:
      return "INSUFFICIENT_FUNDS";
    case FailureCode::timeout:
      return "TIMEOUT";
    case FailureCode::hold_expired:
      return "HOLD_EXPIRED";
  }
  return "";
}

std::string_view to_text(Method method) {
  return method == Method::cash ? "CASH" : "CARD";
}

Payment read_payment(const kit::sql::Row& row) {
  return {.id = row.get<contracts::PaymentId>(0),
          .order_id = row.get<contracts::OrderId>(1),
          .user_id = row.get<contracts::UserId>(2),
          .amount = row.get<std::int64_t>(3),
          .currency = row.get<std::string>(4),
          .method = row.get<std::string>(5) == "CASH" ? Method::cash : Method::card,
          .token = row.get<std::optional<std::string>>(6),
          .is_started = row.get<bool>(7),
          .hold_expires_at = row.get<std::optional<kit::base::Timestamp>>(14),
          .status = from_text(statuses, row.get<std::string>(8)),
          .failure_code = failure_code(row, 9),
          .refund_reason = row.get<std::optional<std::string>>(10),
          .looks = row.get<std::int64_t>(11),
          .created_at = row.get<kit::base::Timestamp>(12),
          .updated_at = row.get<kit::base::Timestamp>(13)};
}

std::string read_traceparent(const kit::sql::Row& row) {
  return row.get<std::string>(15);
}

}  // namespace boxoffice::services::payments
