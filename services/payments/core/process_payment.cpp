#include "services/payments/core/process_payment.hpp"

#include "kit/base/failure.hpp"
#include "services/payments/core/charging.hpp"
#include "services/payments/core/errors.hpp"

#include <utility>

namespace boxoffice::services::payments {

using kit::base::fail;

Task<Result<KeptAnswer>> ProcessPayment::run(Context context, ProcessKey key, CardPayment wanted,
                                             RenderAnswer render) const {
  if (!provider_.accepts(wanted.token)) {
    co_return kit::base::fail_field("/paymentMethod/token", "is not a token of the payment provider");
  }
  // A repeat gets its answer whatever has become of the order since.
  BOXOFFICE_CO_TRY(auto known, co_await store_.look(key));
  if (known.answer) co_return *std::move(known.answer);
  Payment draft;
  if (!known.begun) {
    BOXOFFICE_CO_TRY(draft, co_await draft_for(context, std::move(wanted)));
  }
  BOXOFFICE_CO_TRY(auto begun, co_await store_.begin(context, key, std::move(draft)));
  if (begun.answer) co_return *std::move(begun.answer);

  const Outcome outcome = co_await charge(context, begun.payment);
  after_charge_();
  co_return co_await store_.record_answer(std::move(context), std::move(key), std::move(begun.payment.id), outcome,
                                          std::move(render));
}

Task<Result<Payment>> ProcessPayment::draft_for(Context context, CardPayment wanted) const {
  BOXOFFICE_CO_TRY(auto order, co_await orders_.snapshot(std::move(context), wanted.order_id));
  if (order.user_id != wanted.user_id) co_return fail(kit::base::codes::not_found, "There is no such order.");
  if (order.status != "PENDING") {
    co_return fail(codes::order_not_payable, "This order can no longer be paid. No payment was made.");
  }
  const Timestamp now = clock_.now();
  co_return Payment{.id = ids_.next_as<contracts::PaymentId>(),
                    .order_id = std::move(wanted.order_id),
                    .user_id = std::move(wanted.user_id),
                    .amount = order.total_amount,
                    .currency = std::move(order.currency),
                    .method = Method::card,
                    .token = std::move(wanted.token),
                    .hold_expires_at = order.expires_at,
                    .created_at = now,
                    .updated_at = now};
}

Task<Outcome> ProcessPayment::charge(Context context, Payment payment) const {
  // Taken over from an attempt that stopped half-way, and a worker was faster.
  if (payment.status != PaymentStatus::pending) co_return Outcome{};
  try {
    auto call = provider_.charge(context, std::move(payment));
    co_return outcome_of(co_await within_limit(std::move(context), std::move(call)), FailureCode::timeout);
  } catch (const kit::base::Unavailable&) {
    // Unknown is not failed: the money may have been taken. A worker asks until it knows.
    co_return Outcome{};
  }
}

}  // namespace boxoffice::services::payments
