#include "services/notifications/core/composer.hpp"

#include "services/notifications/tests/fakes.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace boxoffice::services::notifications {
namespace {

Timestamp at(std::string_view text) {
  return kit::base::parse_rfc3339(text).value();
}

KnownEvent night_train() {
  return {.id = contracts::EventId{"event-1"},
          .version = 1,
          .name = "Night Train",
          .venue = "Grand Hall",
          .city = "Berlin",
          .time_zone = "Europe/Berlin",
          .starts_at = at("2027-03-01T18:30:00Z")};
}

contracts::messages::OrderState order() {
  contracts::messages::OrderState state;
  state.order_id = contracts::OrderId{"order-1"};
  state.event_id = contracts::EventId{"event-1"};
  state.ticket_quantity = 2;
  state.total_amount = 3050;
  state.currency = "EUR";
  return state;
}

class composer : public testing::Test {
 protected:
  FakeLocalTimes local_times{};
  Composer composer_{local_times};
};

TEST_F(composer, given_confirmed_order_then_told_with_local_time_and_money_in_both_languages) {
  const Letter english = composer_.order(Kind::order_confirmed, order(), night_train(), Language::en);
  const Letter german = composer_.order(Kind::order_confirmed, order(), night_train(), Language::de);

  EXPECT_EQ(english.type, "order");
  EXPECT_EQ(english.title, "Order confirmed");
  EXPECT_EQ(english.message,
            "Your tickets for Night Train on 1 March 2027, 19:30 (Berlin time) are ready. Total: EUR 30.50.");
  EXPECT_EQ(german.title, "Bestellung bestätigt");
  EXPECT_EQ(german.message,
            "Deine Tickets für Night Train am 1. März 2027, 19:30 Uhr (Ortszeit Berlin) sind da. Summe: EUR 30.50.");
}

TEST_F(composer, given_confirmed_order_then_data_leads_to_it_with_raw_values) {
  const About about = composer_.order(Kind::order_confirmed, order(), night_train(), Language::de).about;

  EXPECT_EQ(about.kind, "ORDER_CONFIRMED");
  EXPECT_EQ(about.order_id, contracts::OrderId{"order-1"});
  EXPECT_EQ(about.event_id, contracts::EventId{"event-1"});
  EXPECT_EQ(about.ticket_id, std::nullopt);
  EXPECT_EQ(about.params, (Params{{"amount", "3050"},
                                  {"currency", "EUR"},
                                  {"quantity", "2"},
                                  {"eventName", "Night Train"},
                                  {"startsAt", "2027-03-01T18:30:00.000Z"}}));
}

TEST_F(composer, given_new_order_then_says_until_when_to_pay_over_midnight_at_the_venue) {
  auto state = order();
  state.expires_at = at("2026-12-31T23:12:00Z");

  const Letter letter = composer_.order(Kind::order_created, state, night_train(), Language::en);

  EXPECT_EQ(letter.message,
            "Tickets for Night Train: 2. Total: EUR 30.50. Please pay by 1 January 2027, 00:12 (Berlin time).");
  EXPECT_EQ(letter.about.params.at("expiresAt"), "2026-12-31T23:12:00.000Z");
}

TEST_F(composer, given_unknown_event_or_zone_then_still_a_whole_sentence) {
  auto nowhere = night_train();
  nowhere.time_zone = "No/Where";

  const Letter unknown = composer_.order(Kind::order_confirmed, order(), std::nullopt, Language::en);
  const Letter universal = composer_.order(Kind::order_confirmed, order(), nowhere, Language::en);

  EXPECT_EQ(unknown.message, "Your tickets for your event are ready. Total: EUR 30.50.");
  EXPECT_EQ(universal.message,
            "Your tickets for Night Train on 1 March 2027, 18:30 (UTC) are ready. Total: EUR 30.50.");
}

TEST_F(composer, given_reason_of_cancelled_order_then_only_the_systems_own_is_told) {
  auto by_person = order();
  by_person.reason = "changed my mind";
  auto by_event = order();
  by_event.reason = "EVENT_CANCELLED";

  EXPECT_EQ(composer_.order(Kind::order_cancelled, by_person, night_train(), Language::en).message,
            "Your order for Night Train was cancelled.");
  EXPECT_EQ(composer_.order(Kind::order_cancelled, by_event, night_train(), Language::en).message,
            "Your order for Night Train was cancelled. The event was cancelled by its organiser.");
}

TEST_F(composer, given_each_failure_of_a_payment_then_says_why) {
  struct Case {
    std::string failure_code;
    std::string why;
  };
  for (const auto& [failure_code, why] : {
           Case{"DECLINED", " The card was declined. Try another one while your tickets are held."},
           Case{"INSUFFICIENT_FUNDS", " There is not enough money on the card. Try another one."},
           Case{"TIMEOUT", " The payment provider did not answer in time. No money was taken."},
           Case{"HOLD_EXPIRED", " Your tickets were not held any more. No money was taken."},
           Case{"SOMETHING_NEWER", ""},
       }) {
    SCOPED_TRACE(failure_code);
    contracts::messages::PaymentFailed payment;
    payment.amount = 3050;
    payment.currency = "EUR";
    payment.failure_code = failure_code;

    const Letter letter = composer_.payment_failed(payment, night_train(), Language::en);

    EXPECT_EQ(letter.message, "The payment of EUR 30.50 for Night Train did not go through." + why);
    EXPECT_EQ(letter.about.params.at("failureCode"), failure_code);
  }
}

TEST_F(composer, given_ticket_at_gate_then_says_where_and_when) {
  contracts::messages::TicketAtDoor ticket;
  ticket.ticket_id = contracts::TicketId{"ticket-1"};
  ticket.at = at("2027-03-01T18:02:03Z");
  const Letter without_gate = composer_.at_door(Kind::ticket_checked_in, ticket, night_train(), Language::en);
  ticket.gate = "North";

  const Letter with_gate = composer_.at_door(Kind::ticket_checked_in, ticket, night_train(), Language::en);

  EXPECT_EQ(without_gate.message,
            "Your ticket for Night Train was checked in on 1 March 2027, 19:02 (Berlin time). Enjoy!");
  EXPECT_EQ(with_gate.message,
            "Your ticket for Night Train was checked in on 1 March 2027, 19:02 (Berlin time) at entrance North. "
            "Enjoy!");
  EXPECT_EQ(with_gate.about.ticket_id, contracts::TicketId{"ticket-1"});
}

TEST_F(composer, given_changed_event_then_says_what_changed_and_nothing_else) {
  auto renamed = night_train();
  renamed.name = "Day Train";
  auto moved = night_train();
  moved.starts_at += std::chrono::hours{24};
  moved.venue = "Small Hall";

  EXPECT_EQ(composer_.event_updated(night_train(), renamed, Language::en).message,
            "Day Train was changed. It was called Night Train before.");
  EXPECT_EQ(composer_.event_updated(night_train(), moved, Language::en).message,
            "Night Train was changed. New date: 2 March 2027, 19:30 (Berlin time). New place: Small Hall, Berlin.");
}

TEST_F(composer, given_cancelled_event_then_says_why_if_known) {
  EXPECT_EQ(composer_.event_cancelled(night_train(), "The singer is ill.", Language::en).message,
            "Night Train on 1 March 2027, 19:30 (Berlin time) was cancelled. Reason: The singer is ill. What you paid "
            "is refunded by itself.");
  EXPECT_EQ(composer_.event_cancelled(night_train(), std::nullopt, Language::en).message,
            "Night Train on 1 March 2027, 19:30 (Berlin time) was cancelled. What you paid is refunded by itself.");
}

TEST(known_event, given_change_then_visitors_are_concerned_by_name_time_and_place_only) {
  const KnownEvent before = night_train();
  auto after = before;
  after.version = 2;
  EXPECT_FALSE(concerns_visitors(before, after)) << "prices and capacities are nothing to those who have tickets";
  after.city = "Hamburg";
  EXPECT_TRUE(concerns_visitors(before, after));
  after = before;
  after.starts_at += std::chrono::minutes{30};
  EXPECT_TRUE(concerns_visitors(before, after));
}

}  // namespace
}  // namespace boxoffice::services::notifications
