#pragma once

// What the payments service publishes on payment-events.

#include "kit/messaging/outbox.hpp"
#include "services/payments/core/payment.hpp"

namespace boxoffice::services::payments {

/// PAYMENT_SUCCEEDED for a SUCCEEDED payment, PAYMENT_FAILED for a FAILED one, PAYMENT_REFUNDED for a REFUNDED one.
/// There is none for a PENDING one.
[[nodiscard]] kit::messaging::Outbox::Entry message_of(const Payment& payment);

}  // namespace boxoffice::services::payments
