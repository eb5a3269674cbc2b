#include "services/payments/core/charging.hpp"

namespace boxoffice::services::payments {

Outcome outcome_of(ChargeStatus charge, FailureCode when_voided) {
  using enum PaymentStatus;
  switch (charge) {
    case ChargeStatus::processing:
      return {.status = pending};
    case ChargeStatus::succeeded:
    case ChargeStatus::refunded:  // it was taken before it was given back
      return {.status = succeeded};
    case ChargeStatus::declined:
      return {.status = failed, .failure_code = FailureCode::declined};
    case ChargeStatus::insufficient_funds:
      return {.status = failed, .failure_code = FailureCode::insufficient_funds};
    case ChargeStatus::voided:
      return {.status = failed, .failure_code = when_voided};
  }
  return {};
}

}  // namespace boxoffice::services::payments
