#include "services/notifications/adapters/message_handlers.hpp"

#include "contracts/messages/order_messages.hpp"
#include "contracts/messages/payment_messages.hpp"
#include "contracts/messages/ticket_messages.hpp"
#include "contracts/messages/user_messages.hpp"
#include "kit/json/json.hpp"
#include "services/notifications/adapters/announcements.hpp"
#include "services/notifications/adapters/sql_copies.hpp"
#include "services/notifications/adapters/sql_notifications.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::services::notifications {

using contracts::messages::OrderState;
using contracts::messages::PaymentFailed;
using contracts::messages::PaymentRefunded;
using contracts::messages::PaymentState;
using contracts::messages::TicketAtDoor;
using contracts::messages::UserState;

namespace {

std::optional<Kind> kind_among(std::string_view type, std::initializer_list<Kind> kinds) {
  const auto* found = std::ranges::find(kinds, type, message_type);
  return found == kinds.end() ? std::nullopt : std::optional(*found);
}

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> types) {
  return std::ranges::find(types, type) != types.end();
}

/// The event that an order is for, as far as both are known: payment-events may be ahead of order-events.
std::optional<KnownEvent> event_of(kit::sql::Session& session, const PaymentState& payment) {
  const auto event_id = event_of_order(session, payment.order_id);
  return event_id ? find_event(session, *event_id) : std::nullopt;
}

}  // namespace

std::vector<kit::messaging::Subscription> MessageHandlers::subscriptions() const {
  using Handler = Result<void> (MessageHandlers::*)(Transaction&, const Message&) const;
  const auto subscribe = [this](std::string_view topic, Handler handler) {
    return kit::messaging::Subscription{.topic = std::string(topic),
                                        .apply = [this, handler](Transaction& transaction, const Message& message) {
                                          return (this->*handler)(transaction, message);
                                        }};
  };
  namespace topics = contracts::topics;
  return {subscribe(topics::user_events, &MessageHandlers::apply_user),
          subscribe(topics::event_notifications, &MessageHandlers::apply_event),
          subscribe(topics::order_events, &MessageHandlers::apply_order),
          subscribe(topics::payment_events, &MessageHandlers::apply_payment),
          subscribe(topics::ticket_events, &MessageHandlers::apply_ticket)};
}

Result<void> MessageHandlers::apply_user(Transaction& transaction, const Message& message) const {
  using namespace contracts::messages;
  if (!is_one_of(message.type, {UserRegistered::type, UserUpdated::type, UserDisabled::type, PasswordChanged::type})) {
    return {};
  }
  BOXOFFICE_TRY(const auto user, kit::json::from_json_lenient<UserState>(message.data));
  keep_user(transaction, user, message.time);
  if (const auto kind = kind_among(message.type, {Kind::user_registered, Kind::password_changed})) {
    tell(transaction, message, user.user_id,
         Composer::user(*kind, user.full_name.value_or(user.username), language_of(user.language)));
  }
  return {};
}

Result<void> MessageHandlers::apply_order(Transaction& transaction, const Message& message) const {
  using enum Kind;
  const auto kind =
      kind_among(message.type, {order_created, order_confirmed, order_cancelled, order_expired, order_refunded});
  if (!kind) return {};
  BOXOFFICE_TRY(const auto order, kit::json::from_json_lenient<OrderState>(message.data));
  keep_order(transaction, order, message.time);
  tell(transaction, message, order.user_id,
       parts_.composer.order(*kind, order, find_event(transaction, order.event_id),
                             language_of_user(transaction, order.user_id)));
  return {};
}

Result<void> MessageHandlers::apply_payment(Transaction& transaction, const Message& message) const {
  if (message.type == PaymentFailed::type) {
    BOXOFFICE_TRY(const auto payment, kit::json::from_json_lenient<PaymentFailed>(message.data));
    tell(transaction, message, payment.user_id,
         parts_.composer.payment_failed(payment, event_of(transaction, payment),
                                        language_of_user(transaction, payment.user_id)));
  } else if (message.type == PaymentRefunded::type) {
    BOXOFFICE_TRY(const auto payment, kit::json::from_json_lenient<PaymentRefunded>(message.data));
    tell(transaction, message, payment.user_id,
         parts_.composer.payment_refunded(payment, event_of(transaction, payment),
                                          language_of_user(transaction, payment.user_id)));
  }
  return {};  // of a payment that succeeded people hear as a confirmed order
}

Result<void> MessageHandlers::apply_ticket(Transaction& transaction, const Message& message) const {
  const auto kind = kind_among(message.type, {Kind::ticket_checked_in, Kind::check_in_undone});
  if (!kind) return {};  // of holds and sales people hear as orders
  BOXOFFICE_TRY(const auto ticket, kit::json::from_json_lenient<TicketAtDoor>(message.data));
  tell(transaction, message, ticket.user_id,
       parts_.composer.at_door(*kind, ticket, find_event(transaction, ticket.event_id),
                               language_of_user(transaction, ticket.user_id)));
  return {};
}

Result<void> MessageHandlers::apply_event(Transaction& transaction, const Message& message) const {
  using namespace contracts::messages;
  if (!is_one_of(message.type, {EventCreated::type, EventUpdated::type, EventPublished::type, EventCancelled::type})) {
    return {};
  }
  // Its extra member is the reason; it reads all other messages about an event as well.
  BOXOFFICE_TRY(const auto state, kit::json::from_json_lenient<EventCancelled>(message.data));
  const KnownEvent event = known_event(state);
  const auto before = find_event(transaction, event.id);
  if (!keep_event(transaction, event)) return {};

  const auto& composer = parts_.composer;
  Announcement announcement{
      .event_id = event.id, .version = event.version, .happened_at = message.time, .traceparent = message.traceparent};
  if (message.type == EventCancelled::type) {
    announcement.english = composer.event_cancelled(event, state.reason, Language::en);
    announcement.german = composer.event_cancelled(event, state.reason, Language::de);
    announce(transaction, announcement);
  } else if (before && concerns_visitors(*before, event)) {
    announcement.english = composer.event_updated(*before, event, Language::en);
    announcement.german = composer.event_updated(*before, event, Language::de);
    announce(transaction, announcement);
  }
  return {};
}

void MessageHandlers::tell(Transaction& transaction, const Message& message, const contracts::UserId& user_id,
                           const Letter& letter) const {
  store_letter(transaction, parts_.ids.next_as<contracts::NotificationId>(), user_id, letter, parts_.clock.now());
  transaction.after_commit(
      [&log = parts_.telemetry.log, user_id, kind = letter.about.kind, context = kit::messaging::context_of(message)] {
        log.info("person_notified", {{"user_id", user_id.str()}, {"kind", kind}}, context);
      });
}

}  // namespace boxoffice::services::notifications
