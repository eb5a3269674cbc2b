#pragma once

// What the provider's answers mean for a payment, and how long they are waited for.

#include "kit/runtime/timeout.hpp"
#include "services/payments/core/ports.hpp"

#include <chrono>
#include <utility>

namespace boxoffice::services::payments {

inline constexpr std::chrono::seconds provider_limit{5};

/// Waits for a call of the provider; throws base::TimedOut when it takes too long.
template <class Answer>
Task<Answer> within_limit(Context context, Task<Answer> call) {
  const auto deadline = context.deadline.earlier_of(kit::runtime::Deadline::after(provider_limit));
  return kit::runtime::with_timeout(deadline, "the payment provider", std::move(call));
}

/// `when_voided` says why a payment failed whose charge was voided.
[[nodiscard]] Outcome outcome_of(ChargeStatus charge, FailureCode when_voided);

}  // namespace boxoffice::services::payments
