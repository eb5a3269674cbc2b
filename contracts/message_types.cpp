#include "contracts/message_types.hpp"

#include "contracts/messages/event_messages.hpp"
#include "contracts/messages/message.hpp"
#include "contracts/messages/order_messages.hpp"
#include "contracts/messages/payment_messages.hpp"
#include "contracts/messages/ticket_messages.hpp"
#include "contracts/messages/user_messages.hpp"

namespace boxoffice::contracts {

namespace {

template <messages::Message... Messages>
std::vector<MessageType> table() {
  return {MessageType{.topic = Messages::topic, .type = Messages::type, .data = &kit::json::type_of<Messages>()}...};
}

}  // namespace

const std::vector<MessageType>& message_types() {
  using namespace messages;
  static const auto types =
      table<UserRegistered, UserUpdated, UserDisabled, PasswordChanged, EventCreated, EventUpdated, EventPublished,
            EventCancelled, OrderCreated, OrderConfirmed, OrderCancelled, OrderExpired, OrderRefunded, PaymentSucceeded,
            PaymentFailed, PaymentRefunded, TicketsReserved, HoldExtended, TicketsSold, TicketsReleased,
            TicketsCancelled, TicketCheckedIn, CheckInUndone>();
  return types;
}

}  // namespace boxoffice::contracts
