#include "services/notifications/adapters/message_handlers.hpp"

#include "services/notifications/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::services::notifications {
namespace {

using Kinds = std::vector<std::string>;

class message_handlers : public NotificationsFixture {};

TEST_F(message_handlers, given_each_message_type_then_the_person_is_told_or_not) {
  struct Case {
    std::string type;
    bool is_told;
  };
  for (const auto& [type, is_told] : {
           Case{"USER_REGISTERED", true},    Case{"USER_UPDATED", false},      Case{"USER_DISABLED", false},
           Case{"PASSWORD_CHANGED", true},   Case{"ORDER_CREATED", true},      Case{"ORDER_CONFIRMED", true},
           Case{"ORDER_CANCELLED", true},    Case{"ORDER_EXPIRED", true},      Case{"ORDER_REFUNDED", true},
           Case{"PAYMENT_SUCCEEDED", false}, Case{"PAYMENT_FAILED", true},     Case{"PAYMENT_REFUNDED", true},
           Case{"TICKETS_RESERVED", false},  Case{"HOLD_EXTENDED", false},     Case{"TICKETS_SOLD", false},
           Case{"TICKETS_RELEASED", false},  Case{"TICKETS_CANCELLED", false}, Case{"TICKET_CHECKED_IN", true},
           Case{"CHECK_IN_UNDONE", true},    Case{"EVENT_CREATED", false},     Case{"EVENT_PUBLISHED", false},
       }) {
    SCOPED_TRACE(type);
    const auto before = kinds(golden_user);
    EXPECT_EQ(apply(type, golden(type)), Outcome::applied);
    auto expected = before;
    if (is_told) expected.insert(expected.begin(), type);
    EXPECT_EQ(kinds(golden_user), expected);
  }
}

TEST_F(message_handlers, given_trace_of_the_message_then_the_log_line_belongs_to_it) {
  const std::string trace_id(32, 'a');
  auto traced = message("ORDER_CONFIRMED", golden("ORDER_CONFIRMED"));
  traced.traceparent = "00-" + trace_id + "-00f067aa0ba902b7-01";

  apply(std::move(traced));

  const auto line = telemetry.log.captured().back();
  EXPECT_NE(line.find("person_notified"), std::string::npos) << line;
  EXPECT_NE(line.find(trace_id), std::string::npos) << line;
}

TEST_F(message_handlers, given_types_of_a_newer_version_then_ignored_on_every_topic) {
  for (const auto topic : contracts::topics::all) {
    SCOPED_TRACE(topic);
    auto newer = message("SOMETHING_NEWER", "{}");
    newer.topic = topic;
    EXPECT_EQ(apply(std::move(newer)), Outcome::applied);
  }
}

TEST_F(message_handlers, given_the_same_message_twice_then_told_once) {
  const auto twice = message("ORDER_CONFIRMED", golden("ORDER_CONFIRMED"));

  EXPECT_EQ(apply(twice), Outcome::applied);
  EXPECT_EQ(apply(twice), Outcome::duplicate);

  EXPECT_EQ(kinds(golden_user), Kinds{"ORDER_CONFIRMED"});
}

TEST_F(message_handlers, given_the_same_message_twice_without_inbox_then_told_twice) {
  const auto twice = message("ORDER_CONFIRMED", golden("ORDER_CONFIRMED"));

  apply(twice, InboxPolicy::trust_the_log);
  apply(twice, InboxPolicy::trust_the_log);

  EXPECT_EQ(kinds(golden_user).size(), 2U) << "this test shows what the inbox prevents";
}

TEST_F(message_handlers, given_data_that_cannot_be_read_then_rejected_and_nobody_is_told) {
  for (const std::string type : {"USER_REGISTERED", "EVENT_CANCELLED", "ORDER_CREATED", "PAYMENT_FAILED",
                                 "PAYMENT_REFUNDED", "TICKET_CHECKED_IN"}) {
    SCOPED_TRACE(type);
    EXPECT_EQ(apply(type, R"({"userId": 7})"), Outcome::rejected);
  }
  EXPECT_TRUE(kinds(golden_user).empty());
}

TEST_F(message_handlers, given_language_of_the_user_then_told_in_it_and_by_name) {
  apply_golden("USER_REGISTERED");
  apply_golden("EVENT_PUBLISHED");
  apply_golden("ORDER_CONFIRMED");

  const auto told = list(golden_user);

  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[1].letter.message, "Hallo Ada Lovelace, dein Konto ist bereit.");
  EXPECT_EQ(told[0].letter.message,
            "Deine Tickets für Die Zauberflöte am 1. März 2027, 19:30 Uhr (Ortszeit Berlin) sind da. Summe: EUR "
            "30.00.");
}

TEST_F(message_handlers, given_older_message_about_a_user_then_the_newer_language_stays) {
  auto older = message("USER_UPDATED", golden("USER_REGISTERED"));
  clock.advance(std::chrono::seconds{1});
  apply("USER_UPDATED", replaced(golden("USER_UPDATED"), R"("language": "de")", R"("language": "en")"));

  EXPECT_EQ(apply(older), Outcome::applied);
  apply_golden("ORDER_CONFIRMED");

  EXPECT_EQ(list(golden_user).front().letter.title, "Order confirmed");
}

TEST_F(message_handlers, given_payment_of_a_known_order_then_its_event_is_named) {
  apply_golden("EVENT_PUBLISHED");
  apply_golden("ORDER_CREATED");
  apply_golden("PAYMENT_FAILED");

  const auto told = list(golden_user).front();

  EXPECT_EQ(told.letter.about.kind, "PAYMENT_FAILED");
  EXPECT_EQ(told.letter.about.event_id, golden_event);
  EXPECT_EQ(told.letter.message,
            "The payment of EUR 30.00 for Die Zauberflöte did not go through. There is not enough money on the card. "
            "Try another one.");
}

TEST_F(message_handlers, given_cancelled_event_then_everybody_with_a_live_order_is_told_once) {
  apply_golden("EVENT_PUBLISHED");
  order(user(1), 1, "ORDER_CREATED");
  order(user(2), 2, "ORDER_CONFIRMED");
  order(user(2), 3, "ORDER_CONFIRMED");
  order(user(3), 4, "ORDER_CREATED");
  order(user(3), 4, "ORDER_EXPIRED");
  order(user(4), 5, "ORDER_CONFIRMED");
  order(user(4), 5, "ORDER_REFUNDED");  // because of the cancellation, whose message comes later

  auto data = replaced(golden("EVENT_CANCELLED"), R"("version": 3)", R"("version": 4)");
  EXPECT_EQ(apply("EVENT_CANCELLED", std::move(data)), Outcome::applied);
  tell_buyers();

  EXPECT_EQ(kinds(user(1)).front(), "EVENT_CANCELLED");
  EXPECT_EQ(kinds(user(2)), (Kinds{"EVENT_CANCELLED", "ORDER_CONFIRMED", "ORDER_CONFIRMED"}));
  EXPECT_EQ(kinds(user(3)), (Kinds{"ORDER_EXPIRED", "ORDER_CREATED"}));
  EXPECT_EQ(kinds(user(4)).front(), "EVENT_CANCELLED");
}

TEST_F(message_handlers, given_old_order_message_after_its_end_then_the_order_does_not_count_again) {
  apply_golden("EVENT_PUBLISHED");
  order(user(1), 1, "ORDER_EXPIRED");
  order(user(1), 1, "ORDER_CREATED");  // died once and was replayed

  change_event(4, "Carmen");
  tell_buyers();

  EXPECT_EQ(kinds(user(1)).front(), "ORDER_CREATED");
}

TEST_F(message_handlers, given_changed_event_then_buyers_hear_only_of_what_concerns_them) {
  apply_golden("EVENT_PUBLISHED");
  order(user(1), 1, "ORDER_CREATED");

  change_event(4, "Die Zauberflöte");
  tell_buyers();
  EXPECT_EQ(kinds(user(1)), Kinds{"ORDER_CREATED"});
  change_event(5, "Carmen");
  tell_buyers();
  EXPECT_EQ(kinds(user(1)), (Kinds{"EVENT_UPDATED", "ORDER_CREATED"}));
  change_event(4, "Die Zauberflöte");
  tell_buyers();
  EXPECT_EQ(kinds(user(1)).size(), 2U) << "an older version changes nothing";

  EXPECT_EQ(list(user(1)).front().letter.message, "Carmen was changed. It was called Die Zauberflöte before.");
}

}  // namespace
}  // namespace boxoffice::services::notifications
