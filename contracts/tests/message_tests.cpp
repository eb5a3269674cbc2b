// Every message type with a value in every member, against the golden files that stand for the contract.

#include "contracts/message_types.hpp"
#include "contracts/messages/event_messages.hpp"
#include "contracts/messages/message.hpp"
#include "contracts/messages/order_messages.hpp"
#include "contracts/messages/payment_messages.hpp"
#include "contracts/messages/ticket_messages.hpp"
#include "contracts/messages/user_messages.hpp"
#include "kit/json/pretty.hpp"
#include "kit/testing/golden.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace boxoffice::contracts::messages::tests {

namespace {

const UserId user{"0193580a-0001-7000-8000-000000000001"};
const UserId organiser{"0193580a-0001-7000-8000-000000000002"};
const EventId event{"0193580a-0002-7000-8000-000000000001"};
const TicketTypeId standing{"0193580a-0003-7000-8000-000000000001"};
const TicketTypeId seated{"0193580a-0003-7000-8000-000000000002"};
const OrderId order{"0193580a-0004-7000-8000-000000000001"};
const PaymentId payment{"0193580a-0005-7000-8000-000000000001"};
const TicketId first_ticket{"0193580a-0006-7000-8000-000000000001"};
const TicketId second_ticket{"0193580a-0006-7000-8000-000000000002"};

kit::base::Timestamp at(std::string_view text) {
  return kit::base::parse_rfc3339(text).value();
}

UserState user_state() {
  return {.user_id = user, .username = "ada", .full_name = "Ada Lovelace", .role = "USER", .language = "de"};
}

EventState event_state(std::string status) {
  return {.event_id = event,
          .version = 3,
          .name = "Die Zauberflöte",
          .category = "THEATRE",
          .status = std::move(status),
          .venue = {.name = "Staatsoper", .city = "Berlin", .country = "DE", .time_zone = "Europe/Berlin"},
          .starts_at = at("2027-03-01T18:30:00Z"),
          .ends_at = at("2027-03-01T21:30:00Z"),
          .sales_start_at = at("2026-12-01T09:00:00Z"),
          .sales_end_at = at("2027-03-01T17:30:00Z"),
          .currency = "EUR",
          .ticket_types = {{.id = standing,
                            .name = "Standing",
                            .price = {.amount = 1500, .currency = "EUR"},
                            .capacity = 200,
                            .max_per_order = 8,
                            .max_per_user = 16},
                           {.id = seated,
                            .name = "Seated",
                            .price = {.amount = 8900, .currency = "EUR"},
                            .capacity = 900,
                            .max_per_order = 6}},
          .created_by = organiser};
}

OrderState order_state(std::string status) {
  return {.order_id = order,
          .user_id = user,
          .event_id = event,
          .status = std::move(status),
          .items = {{.ticket_type_id = standing, .name = "Standing", .quantity = 2, .unit_price = 1500}},
          .ticket_quantity = 2,
          .total_amount = 3000,
          .currency = "EUR"};
}

OrderState changed_order(std::string status, std::string reason) {
  auto state = order_state(std::move(status));
  state.reason = std::move(reason);
  return state;
}

OrderState pending_order() {
  auto state = order_state("PENDING");
  state.expires_at = at("2026-12-01T09:12:00Z");
  return state;
}

PaymentState payment_state() {
  return {
      .payment_id = payment, .order_id = order, .user_id = user, .amount = 3000, .currency = "EUR", .method = "card"};
}

OrderTickets order_tickets() {
  return {
      .order_id = order, .user_id = user, .event_id = event, .items = {{.ticket_type_id = standing, .quantity = 2}}};
}

TicketAtDoor ticket_at_door() {
  return {.ticket_id = first_ticket,
          .order_id = order,
          .user_id = user,
          .event_id = event,
          .ticket_type_id = standing,
          .gate = "North",
          .at = at("2027-03-01T18:02:03.450Z")};
}

std::string golden_file(std::string_view type) {
  return "contracts/messages/golden/" + std::string(type) + ".json";
}

template <Message M>
void expect_as_agreed(const M& message) {
  SCOPED_TRACE(M::type);
  kit::testing::expect_golden(golden_file(M::type), kit::json::pretty(kit::json::to_json(message)).value());

  const auto golden = kit::testing::read_source_file(golden_file(M::type));
  const auto strict = kit::json::from_json<M>(golden);
  ASSERT_TRUE(strict) << strict.error().fields.front().pointer << ' ' << strict.error().fields.front().message;
  EXPECT_EQ(*strict, message);
  EXPECT_EQ(kit::json::from_json_lenient<M>(golden).value(), message);
}

}  // namespace

TEST(user_messages, given_the_golden_files_then_write_and_read_them) {
  auto disabled = user_state();
  disabled.status = "DISABLED";

  expect_as_agreed(UserRegistered{user_state()});
  expect_as_agreed(UserUpdated{user_state()});
  expect_as_agreed(UserDisabled{disabled});
  expect_as_agreed(PasswordChanged{user_state()});
}

TEST(event_messages, given_the_golden_files_then_write_and_read_them) {
  expect_as_agreed(EventCreated{event_state("DRAFT")});
  expect_as_agreed(EventUpdated{event_state("ACTIVE")});
  expect_as_agreed(EventPublished{event_state("ACTIVE")});
  expect_as_agreed(EventCancelled{event_state("CANCELLED"), "The singer is ill."});
}

TEST(order_messages, given_the_golden_files_then_write_and_read_them) {
  expect_as_agreed(OrderCreated{pending_order()});
  expect_as_agreed(OrderConfirmed{order_state("CONFIRMED")});
  expect_as_agreed(OrderCancelled{changed_order("CANCELLED", "EVENT_CANCELLED")});
  expect_as_agreed(OrderExpired{changed_order("EXPIRED", "HOLD_EXPIRED")});
  expect_as_agreed(OrderRefunded{changed_order("REFUNDED", "EVENT_CANCELLED")});
}

TEST(payment_messages, given_the_golden_files_then_write_and_read_them) {
  expect_as_agreed(PaymentSucceeded{payment_state()});
  expect_as_agreed(PaymentFailed{payment_state(), "INSUFFICIENT_FUNDS"});
  expect_as_agreed(PaymentRefunded{payment_state(), "EVENT_CANCELLED"});
}

TEST(ticket_messages, given_the_golden_files_then_write_and_read_them) {
  expect_as_agreed(TicketsReserved{order_tickets(), at("2026-12-01T09:12:00Z")});
  expect_as_agreed(HoldExtended{order_tickets(), at("2026-12-01T09:17:00Z"), 1});
  expect_as_agreed(TicketsSold{order_tickets(), {first_ticket, second_ticket}});
  expect_as_agreed(TicketsReleased{order_tickets(), std::string(hold_expired_reason)});
  expect_as_agreed(TicketsCancelled{order_tickets(), {first_ticket, second_ticket}, "EVENT_CANCELLED"});
  expect_as_agreed(TicketCheckedIn{ticket_at_door()});
  expect_as_agreed(CheckInUndone{ticket_at_door()});
}

TEST(messages, given_a_newer_producer_then_consumers_still_read_what_they_know) {
  const auto message = kit::json::from_json_lenient<OrderCreated>(
      R"({"orderId":"o","userId":"u","eventId":"e","status":"PAUSED","items":[],"ticketQuantity":0,"totalAmount":0,)"
      R"("currency":"EUR","loyalty":{"points":3}})");

  ASSERT_TRUE(message);
  EXPECT_EQ(message->status, "PAUSED");
}

TEST(messages, given_a_message_then_its_entry_has_topic_type_subject_and_data) {
  struct Entry {
    std::string topic, type, subject, data;
  };

  const auto entry = to_entry<Entry>(TicketCheckedIn{ticket_at_door()});

  EXPECT_EQ(entry.topic, "ticket-events");
  EXPECT_EQ(entry.type, "TICKET_CHECKED_IN");
  EXPECT_EQ(entry.subject, order.str());
  EXPECT_EQ(entry.data, kit::json::to_json(ticket_at_door()));
}

TEST(message_types, given_the_golden_files_then_there_is_one_of_each) {
  std::set<std::string> expected;
  for (const auto& message : message_types()) expected.insert(golden_file(message.type));

  std::set<std::string> found;
  const auto folder = std::filesystem::path(BOXOFFICE_SOURCE_DIR) / "contracts/messages/golden";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    found.insert(golden_file(file.path().stem().string()));
  }

  EXPECT_EQ(found, expected);
  EXPECT_EQ(expected.size(), message_types().size());
}

}  // namespace boxoffice::contracts::messages::tests
