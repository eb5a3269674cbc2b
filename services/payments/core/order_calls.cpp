#include "services/payments/core/order_calls.hpp"

#include <optional>
#include <utility>

namespace boxoffice::services::payments {

Task<Result<Payment>> OrderCalls::start(Context context, contracts::StartPayment wanted) const {
  const bool is_cash = wanted.payment_method.type == "cash";
  if (!is_cash && !wanted.payment_method.token) {
    co_return kit::base::fail_field("/paymentMethod/token", "is required for a card");
  }
  const Timestamp now = clock_.now();
  Payment draft{.id = ids_.next_as<contracts::PaymentId>(),
                .order_id = std::move(wanted.order_id),
                .user_id = std::move(wanted.user_id),
                .amount = wanted.amount,
                .currency = std::move(wanted.currency),
                .method = is_cash ? Method::cash : Method::card,
                .token = is_cash ? std::nullopt : std::move(wanted.payment_method.token),
                .is_started = true,
                .hold_expires_at = wanted.expires_at,
                .status = is_cash ? PaymentStatus::succeeded : PaymentStatus::pending,
                .created_at = now,
                .updated_at = now};
  co_return co_await store_.start(std::move(context), std::move(draft));
}

Task<contracts::GateClosed> OrderCalls::close(contracts::OrderId order_id, bool unless_open) const {
  return store_.close_gate(std::move(order_id), unless_open);
}

Task<Result<Payment>> OrderCalls::refund(contracts::OrderId order_id, std::string reason) const {
  return store_.want_refund(std::move(order_id), std::move(reason));
}

}  // namespace boxoffice::services::payments
