#include "services/payments/adapters/messages.hpp"

#include "contracts/messages/message.hpp"
#include "contracts/messages/payment_messages.hpp"
#include "kit/base/ensure.hpp"
#include "services/payments/adapters/sql_rows.hpp"

#include <string>

namespace boxoffice::services::payments {

namespace {

using kit::messaging::Outbox;

template <class Message>
Message about(const Payment& payment) {
  Message message;
  message.payment_id = payment.id;
  message.order_id = payment.order_id;
  message.user_id = payment.user_id;
  message.amount = payment.amount;
  message.currency = payment.currency;
  message.method = payment.method == Method::cash ? "cash" : "card";
  return message;
}

Outbox::Entry failed(const Payment& payment) {
  auto message = about<contracts::messages::PaymentFailed>(payment);
  if (payment.failure_code) message.failure_code = to_text(*payment.failure_code);
  return contracts::messages::to_entry<Outbox::Entry>(message);
}

Outbox::Entry refunded(const Payment& payment) {
  auto message = about<contracts::messages::PaymentRefunded>(payment);
  message.reason = payment.refund_reason;
  return contracts::messages::to_entry<Outbox::Entry>(message);
}

}  // namespace

Outbox::Entry message_of(const Payment& payment) {
  kit::base::ensure(payment.status != PaymentStatus::pending, "there is nothing to tell of a pending payment");
  if (payment.status == PaymentStatus::failed) return failed(payment);
  if (payment.status == PaymentStatus::refunded) return refunded(payment);
  return contracts::messages::to_entry<Outbox::Entry>(about<contracts::messages::PaymentSucceeded>(payment));
}

}  // namespace boxoffice::services::payments
