#include "kit/messaging/delivery_window.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::messaging {
namespace {

using enum Attempt::Outcome;
using Ids = std::vector<std::string>;

constexpr DeliveryWindow::Time start{std::chrono::hours{1}};

Received received(std::string subject, std::string id) {
  return {.message = {.id = id, .topic = "order-events", .subject = std::move(subject)}, .position = id};
}

Ids ids(const DeliveryWindow::Entries& entries) {
  Ids found;
  for (const auto& entry : entries) found.push_back(entry->received.message.id);
  return found;
}

Ids ids(const std::vector<Received>& all) {
  Ids found;
  for (const auto& each : all) found.push_back(each.message.id);
  return found;
}

/// a1 b1 a2, of two subjects.
DeliveryWindow window_of_three(DeliveryWindow::Options options = {}) {
  DeliveryWindow window(options);
  window.add({received("a", "a1"), received("b", "b1"), received("a", "a2")});
  return window;
}

TEST(delivery_window, given_new_messages_then_all_are_due_in_order) {
  const auto window = window_of_three();

  EXPECT_EQ(ids(window.due(start, 10)), (Ids{"a1", "b1", "a2"}));
  EXPECT_EQ(ids(window.due(start, 2)), (Ids{"a1", "b1"}));
}

TEST(delivery_window, given_a_failed_message_then_its_subject_waits_and_others_go_on) {
  auto window = window_of_three();
  const auto batch = window.due(start, 10);

  EXPECT_TRUE(window.record(*batch[0], {.outcome = failed, .reason = "why"}, start));
  window.record(*batch[1], {.outcome = applied}, start);
  window.record(*batch[2], {.outcome = overtaking}, start);
  window.add({received("b", "b2"), received("a", "a3")});

  EXPECT_EQ(ids(window.due(start, 10)), Ids{"b2"});
  EXPECT_EQ(window.next_due(), start + std::chrono::milliseconds{50});
  EXPECT_EQ(ids(window.due(start + std::chrono::milliseconds{50}, 10)), (Ids{"a1", "a2", "b2", "a3"}));
}

TEST(delivery_window, given_a_message_with_a_defect_then_it_is_dead_at_once_and_holds_up_its_subject) {
  DeliveryWindow window({});
  Received unreadable = received("a", "a1");
  unreadable.defect = "no envelope";
  window.add({unreadable, received("a", "a2"), received("b", "b1")});

  EXPECT_EQ(ids(window.due(start, 10)), Ids{"b1"});
  ASSERT_EQ(ids(window.dead()), Ids{"a1"});
  EXPECT_EQ(window.dead().front()->reason, "no envelope");
}

TEST(delivery_window, given_the_same_subject_on_another_topic_then_it_does_not_wait) {
  auto window = window_of_three();
  Received other = received("a", "u1");
  other.message.topic = "user-events";
  window.add({other});

  window.record(*window.due(start, 1)[0], {.outcome = failed}, start);

  EXPECT_EQ(ids(window.due(start, 10)), (Ids{"b1", "u1"}));
}

TEST(delivery_window, given_more_failures_then_the_backoff_doubles_up_to_its_limit) {
  DeliveryWindow window({.attempts = 100, .first_backoff = std::chrono::milliseconds{50}});
  window.add({received("a", "a1")});
  const std::vector<int> expected_ms{50, 100, 200, 400, 800, 1600, 3200, 5000, 5000};

  auto now = start;
  for (std::size_t failure = 0; failure < expected_ms.size(); ++failure) {
    SCOPED_TRACE(failure);
    const auto due = window.due(now, 1);
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(window.record(*due[0], {.outcome = failed}, now), failure == 0);
    EXPECT_EQ(*window.next_due() - now, std::chrono::milliseconds{expected_ms[failure]});
    now = *window.next_due();
  }
}

TEST(delivery_window, given_as_many_failures_as_attempts_then_the_message_is_dead_and_holds_its_subject_until_buried) {
  auto window = window_of_three({.attempts = 2});
  auto now = start;
  for (int attempt = 0; attempt < 2; ++attempt) {
    window.record(*window.due(now, 1)[0], {.outcome = failed, .reason = "why"}, now);
    now += std::chrono::seconds{1};
  }

  ASSERT_EQ(ids(window.dead()), Ids{"a1"});
  EXPECT_EQ(window.dead()[0]->reason, "why");
  EXPECT_EQ(ids(window.due(now, 10)), Ids{"b1"});

  DeliveryWindow::bury(*window.dead()[0]);

  EXPECT_TRUE(window.dead().empty());
  EXPECT_EQ(ids(window.due(now, 10)), (Ids{"b1", "a2"}));
}

TEST(delivery_window, given_a_rejected_message_then_it_is_dead_at_once) {
  auto window = window_of_three();

  window.record(*window.due(start, 1)[0], {.outcome = rejected, .reason = "INVALID"}, start);

  EXPECT_EQ(ids(window.dead()), Ids{"a1"});
}

TEST(delivery_window, given_an_unfinished_beginning_then_nothing_behind_it_is_committed) {
  auto window = window_of_three();
  const auto batch = window.due(start, 10);
  window.record(*batch[1], {.outcome = applied}, start);
  EXPECT_TRUE(window.take_finished().empty());

  window.record(*batch[0], {.outcome = duplicate}, start);
  EXPECT_EQ(ids(window.take_finished()), (Ids{"a1", "b1"}));

  window.record(*batch[2], {.outcome = foreign}, start);
  EXPECT_EQ(ids(window.take_finished()), Ids{"a2"});
  EXPECT_TRUE(window.take_finished().empty());
}

TEST(delivery_window, given_messages_then_its_room_shrinks_to_zero_and_grows_by_what_was_taken) {
  auto window = window_of_three({.limit = 3});
  EXPECT_EQ(window.room(), 0U);

  window.record(*window.due(start, 1)[0], {.outcome = applied}, start);
  EXPECT_EQ(window.room(), 0U);
  static_cast<void>(window.take_finished());

  EXPECT_EQ(window.room(), 1U);
}

}  // namespace
}  // namespace boxoffice::kit::messaging
