#include "services/payments/adapters/payment_download.hpp"

#include "kit/base/money.hpp"
#include "kit/http/csv.hpp"
#include "services/payments/adapters/sql_rows.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

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

/// Walks all pages of a filter.
struct Download {
  const Inquiries& inquiries;
  PaymentFilter filter;

  Task<std::vector<kit::http::CsvRow>> next() {
    constexpr std::size_t rows_per_page = 500;
    filter.limit = rows_per_page;
    const auto payments = co_await inquiries.list(filter);
    std::vector<kit::http::CsvRow> rows;
    rows.reserve(payments.size());
    for (const auto& payment : payments) rows.push_back(row_of(payment));
    if (!payments.empty()) filter.after = payments.back().id.str();
    co_return rows;
  }
};

}  // namespace

kit::http::Response payments_as_csv(const Inquiries& inquiries, PaymentFilter filter) {
  auto download = std::make_shared<Download>(Download{.inquiries = inquiries, .filter = std::move(filter)});
  return kit::http::csv_response(
      "payments.csv",
      {"id", "orderId", "userId", "amount", "currency", "method", "status", "failureCode", "createdAt", "updatedAt"},
      [download] { return download->next(); });
}

}  // namespace boxoffice::services::payments
