#include "services/payments/adapters/payment_download.hpp"

#include "kit/base/money.hpp"
#include "kit/http/csv.hpp"
#include "services/payments/adapters/sql_rows.hpp"

#include <string>
#include <utility>

namespace boxoffice::services::payments {

namespace {

kit::http::CsvRow row_of(const Payment& payment) {
  return {payment.id.str(),
          payment.order_id.str(),
          payment.user_id.str(),
          kit::base::format_amount({.amount = payment.amount, .currency = payment.currency}),
          payment.currency,
          std::string(to_text(payment.method)),
          std::string(to_text(payment.status)),
          std::string(payment.failure_code ? to_text(*payment.failure_code) : ""),
          kit::base::to_rfc3339(payment.created_at),
          kit::base::to_rfc3339(payment.updated_at)};
}

}  // namespace

kit::http::Response payments_as_csv(const Inquiries& inquiries, PaymentFilter filter) {
  return kit::http::csv_response(
      "payments.csv",
      {"id", "orderId", "userId", "amount", "currency", "method", "status", "failureCode", "createdAt", "updatedAt"},
      kit::http::csv_pages(inquiries, std::move(filter), row_of));
}

}  // namespace boxoffice::services::payments
