#pragma once

// What the orders service asks for. Every call is idempotent per order.

#include "kit/base/id.hpp"
#include "services/payments/core/ports.hpp"

#include <string>

namespace boxoffice::services::payments {

/// Stateless; safe from any thread. The references outlive it.
class OrderCalls {
 public:
  OrderCalls(PaymentStore& store, const kit::base::Clock& clock, const kit::base::IdGenerator& ids)
      : store_(store), clock_(clock), ids_(ids) {}

  /// The payment that was made, or the one that is there. Whatever the provider thinks of the token: nobody waits here
  /// who could correct it, so one that is none ends like any refused card, and PAYMENT_FAILED tells the buyer.
  /// VALIDATION_FAILED for a card without token, ORDER_NOT_PAYABLE when the order's gate is closed.
  Task<Result<Payment>> start(Context context, contracts::StartPayment wanted) const;
  Task<contracts::GateClosed> close(contracts::OrderId order_id, bool unless_open) const;
  /// NOT_FOUND when nothing was or will be taken.
  Task<Result<Payment>> refund(contracts::OrderId order_id, std::string reason) const;

 private:
  PaymentStore& store_;
  const kit::base::Clock& clock_;
  const kit::base::IdGenerator& ids_;
};

}  // namespace boxoffice::services::payments
