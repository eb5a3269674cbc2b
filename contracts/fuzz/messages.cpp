// Messages: every type read leniently from any bytes, as consumers do, written and read back as the same value.
// An input is the name of a type, and from the next line on its data.

#include "contracts/messages/event_messages.hpp"
#include "contracts/messages/message.hpp"
#include "contracts/messages/order_messages.hpp"
#include "contracts/messages/payment_messages.hpp"
#include "contracts/messages/ticket_messages.hpp"
#include "contracts/messages/user_messages.hpp"
#include "kit/base/ensure.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <string>

namespace boxoffice {

namespace {

using kit::base::ensure;

template <contracts::messages::Message M>
void check(std::string_view data) {
  const auto message = kit::json::from_json_lenient<M>(data);
  if (!message) {
    ensure(!message.error().message.empty(), "an error says what is wrong");
    return;
  }
  const std::string written = kit::json::to_json(*message);
  const auto again = kit::json::from_json_lenient<M>(written);
  ensure(again.has_value() && *again == *message, "what was written reads as the same value");
  ensure(kit::json::to_json(*again) == written, "a message has one form");
  ensure(again->subject() == message->subject(), "and one subject");
}

template <contracts::messages::Message... Messages>
void check_as(std::string_view type, std::string_view data) {
  (void)((type == Messages::type && (check<Messages>(data), true)) || ...);
}

}  // namespace

void kit::testing::test_one_input(std::string_view input) {
  using namespace contracts::messages;
  const auto [type, data] = split_line(input);
  check_as<UserRegistered, UserUpdated, UserDisabled, PasswordChanged, EventCreated, EventUpdated, EventPublished,
           EventCancelled, OrderCreated, OrderConfirmed, OrderCancelled, OrderExpired, OrderRefunded, PaymentSucceeded,
           PaymentFailed, PaymentRefunded, TicketsReserved, HoldExtended, TicketsSold, TicketsReleased,
           TicketsCancelled, TicketCheckedIn, CheckInUndone>(type, data);
}

}  // namespace boxoffice
