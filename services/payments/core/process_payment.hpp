#pragma once

// Row 3 of the purchase: a buyer pays. Two transactions with one call of the provider between them; whoever finds it
// half-way goes on from there.

#include "kit/base/id.hpp"
#include "services/payments/core/ports.hpp"

#include <functional>
#include <string>

namespace boxoffice::services::payments {

struct CardPayment {
  contracts::UserId user_id{};  // who pays: only their own orders
  contracts::OrderId order_id{};
  std::string token{};
};

/// Stateless; safe from any thread. The references outlive it.
class ProcessPayment {
 public:
  /// `after_charge` is called between the charge and its record: the place where a crash hurts most.
  ProcessPayment(PaymentStore& store, Orders& orders, Provider& provider, const kit::base::Clock& clock,
                 const kit::base::IdGenerator& ids, std::function<void()> after_charge)
      : store_(store),
        orders_(orders),
        provider_(provider),
        clock_(clock),
        ids_(ids),
        after_charge_(std::move(after_charge)) {}

  /// The answer that is kept: the payment, also while nothing is known of it yet (PENDING), or its refusal. Errors are
  /// those that are not kept: VALIDATION_FAILED, NOT_FOUND, ORDER_NOT_PAYABLE, PAYMENT_IN_PROGRESS,
  /// REQUEST_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED.
  Task<Result<KeptAnswer>> run(Context context, ProcessKey key, CardPayment wanted, RenderAnswer render) const;

 private:
  Task<Result<Payment>> draft_for(Context context, CardPayment wanted) const;
  Task<Outcome> charge(Context context, Payment payment) const;

  PaymentStore& store_;
  Orders& orders_;
  Provider& provider_;
  const kit::base::Clock& clock_;
  const kit::base::IdGenerator& ids_;
  std::function<void()> after_charge_;
};

}  // namespace boxoffice::services::payments
