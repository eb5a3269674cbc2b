#include "services/orders/adapters/message_handlers.hpp"

#include "contracts/messages/event_messages.hpp"
#include "contracts/messages/payment_messages.hpp"
#include "contracts/messages/ticket_messages.hpp"
#include "contracts/topics.hpp"
#include "kit/json/json.hpp"

#include <optional>
#include <string>

namespace boxoffice::services::orders {

namespace {

using contracts::messages::EventCancelled;
using contracts::messages::PaymentFailed;
using contracts::messages::PaymentRefunded;
using contracts::messages::PaymentSucceeded;
using contracts::messages::TicketsReleased;
using kit::base::Result;
using kit::messaging::Message;
using kit::sql::Transaction;

/// What a message about a payment means to its order; nullopt: nothing.
std::optional<Trigger> trigger_of(const Message& message) {
  if (message.type == PaymentSucceeded::type) return Trigger::payment_succeeded;
  if (message.type == PaymentFailed::type) return Trigger::payment_failed;
  if (message.type == PaymentRefunded::type) return Trigger::payment_refunded;
  return std::nullopt;
}

Result<void> apply_payment(const SqlSteps& steps, Transaction& transaction, const Message& message) {
  const auto trigger = trigger_of(message);
  if (!trigger) return {};
  std::optional<std::string> reason;
  if (*trigger == Trigger::payment_refunded) {
    BOXOFFICE_TRY(auto refunded, kit::json::from_json_lenient<PaymentRefunded>(message.data));
    reason = std::move(refunded.reason);
  }
  (void)steps.take(transaction, kit::messaging::context_of(message), contracts::OrderId{message.subject}, *trigger,
                   reason);
  return {};
}

Result<void> apply_tickets(const SqlSteps& steps, Transaction& transaction, const Message& message) {
  if (message.type != TicketsReleased::type) return {};
  BOXOFFICE_TRY(const auto released, kit::json::from_json_lenient<TicketsReleased>(message.data));
  if (released.reason != contracts::messages::hold_expired_reason) return {};
  (void)steps.take(transaction, kit::messaging::context_of(message), released.order_id, Trigger::hold_released,
                   std::nullopt);
  return {};
}

Result<void> apply_event(Transaction& transaction, const Message& message, kit::base::Timestamp now) {
  if (message.type != EventCancelled::type) return {};
  transaction.execute(
      "INSERT INTO cancelled_events (event_id, cancelled_at, traceparent) VALUES ($1, $2, $3) "
      "ON CONFLICT (event_id) DO NOTHING",
      message.subject, now, message.traceparent);
  return {};
}

}  // namespace

std::vector<kit::messaging::Subscription> subscriptions(const SqlSteps& steps, const kit::base::Clock& clock) {
  namespace topics = contracts::topics;
  return {{.topic = std::string(topics::payment_events),
           .apply = [&steps](Transaction& transaction,
                             const Message& message) { return apply_payment(steps, transaction, message); }},
          {.topic = std::string(topics::ticket_events),
           .apply = [&steps](Transaction& transaction,
                             const Message& message) { return apply_tickets(steps, transaction, message); }},
          {.topic = std::string(topics::event_notifications),
           .apply = [&clock](Transaction& transaction, const Message& message) {
             return apply_event(transaction, message, clock.now());
           }}};
}

}  // namespace boxoffice::services::orders
