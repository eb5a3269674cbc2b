#include "services/notifications/core/notification.hpp"

#include "contracts/messages/event_messages.hpp"
#include "contracts/messages/order_messages.hpp"
#include "contracts/messages/payment_messages.hpp"
#include "contracts/messages/ticket_messages.hpp"
#include "contracts/messages/user_messages.hpp"

namespace boxoffice::services::notifications {

std::string_view message_type(Kind kind) {
  using namespace contracts::messages;
  switch (kind) {
    case Kind::order_created:
      return OrderCreated::type;
    case Kind::order_confirmed:
      return OrderConfirmed::type;
    case Kind::order_cancelled:
      return OrderCancelled::type;
    case Kind::order_expired:
      return OrderExpired::type;
    case Kind::order_refunded:
      return OrderRefunded::type;
    case Kind::payment_failed:
      return PaymentFailed::type;
    case Kind::payment_refunded:
      return PaymentRefunded::type;
    case Kind::ticket_checked_in:
      return TicketCheckedIn::type;
    case Kind::check_in_undone:
      return CheckInUndone::type;
    case Kind::event_updated:
      return EventUpdated::type;
    case Kind::event_cancelled:
      return EventCancelled::type;
    case Kind::user_registered:
      return UserRegistered::type;
    case Kind::password_changed:
      return PasswordChanged::type;
  }
  return "";
}

std::string_view group_of(Kind kind) {
  switch (kind) {
    case Kind::order_created:
    case Kind::order_confirmed:
    case Kind::order_cancelled:
    case Kind::order_expired:
    case Kind::order_refunded:
      return "order";
    case Kind::payment_failed:
    case Kind::payment_refunded:
      return "payment";
    case Kind::ticket_checked_in:
    case Kind::check_in_undone:
      return "ticket";
    case Kind::event_updated:
    case Kind::event_cancelled:
      return "event";
    case Kind::user_registered:
    case Kind::password_changed:
      return "user";
  }
  return "";
}

Language language_of(std::string_view text) {
  return text == "de" ? Language::de : Language::en;
}

}  // namespace boxoffice::services::notifications
