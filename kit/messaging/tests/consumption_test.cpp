#include "kit/messaging/consumption.hpp"

#include "kit/base/failure.hpp"
#include "kit/messaging/dead_letter.hpp"
#include "kit/messaging/tests/messaging_bench.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <latch>
#include <string_view>

namespace boxoffice::kit::messaging {
namespace {

using Fault = MemoryBroker::Fault;
constexpr std::chrono::milliseconds no_wait{0};
constexpr std::chrono::seconds longer_than_any_backoff{6};

void round(Consumption& consumption) {
  testing::run(consumption.round(no_wait));
}

/// Lets every retry come due, several times.
void retry_until_settled(MessagingBench& bench, Consumption& consumption) {
  for (int attempt = 0; attempt < 10; ++attempt) {
    bench.clock.advance(longer_than_any_backoff);
    MessagingBench::rounds(consumption);
  }
}

std::vector<DeadLetter> letters(MessagingBench& bench, const std::string& group = "tickets") {
  return testing::run(dead_letters(*bench.log, "order-events", group, 100));
}

TEST(consumption, given_messages_then_each_is_applied_once_in_order_and_committed) {
  MessagingBench bench;
  bench.publish({{"a", "a1"}, {"b", "b1"}, {"a", "a2"}});
  const auto consumption = bench.consumption();

  MessagingBench::rounds(*consumption);

  EXPECT_EQ(bench.applied(), (Ids{"a1", "b1", "a2"}));
  EXPECT_EQ(testing::run(bench.log->lag("tickets", {"order-events"})).at(0).messages, 0);
  EXPECT_TRUE(bench.telemetry.metrics.prometheus_text().contains(
      "messages_consumed_total{outcome=\"applied\",topic=\"order-events\",type=\"ORDER_CREATED\"} 3"))
      << bench.telemetry.metrics.prometheus_text();
}

/// The effects are durable, but the group's position is not when the consumer dies.
Ids apply_across_a_crash_before_commit(InboxPolicy policy) {
  MessagingBench bench;
  bench.publish({{"a", "a1"}, {"a", "a2"}});
  bench.broker.fail_commit(Fault::refuse);
  auto doomed = bench.consumption({.group = "tickets"}, policy);
  round(*doomed);
  EXPECT_THROW(round(*doomed), base::Unavailable);
  doomed.reset();
  bench.broker.fail_commit(Fault::none);

  MessagingBench::rounds(*bench.consumption({.group = "tickets"}, policy));
  return bench.applied();
}

TEST(consumption, given_a_crash_between_effect_and_commit_then_the_inbox_keeps_the_effect_single) {
  EXPECT_EQ(apply_across_a_crash_before_commit(InboxPolicy::deduplicate), (Ids{"a1", "a2"}));
}

TEST(consumption, given_a_crash_between_effect_and_commit_without_inbox_then_the_effect_doubles) {
  EXPECT_EQ(apply_across_a_crash_before_commit(InboxPolicy::trust_the_log),
            (Ids{"a1", "a2", "a1", "a2"}));  // what the inbox prevents
}

TEST(consumption, given_the_same_message_twice_in_a_batch_then_it_is_applied_once) {
  MessagingBench bench;
  bench.publish({{"a", "a1"}, {"a", "a1"}, {"a", "a2"}});

  MessagingBench::rounds(*bench.consumption());

  EXPECT_EQ(bench.applied(), (Ids{"a1", "a2"}));
}

TEST(consumption, given_a_message_fails_twice_then_its_subject_keeps_its_order_and_others_go_on) {
  MessagingBench bench;
  bench.effects.failures_left["a1"] = 2;
  bench.publish({{"a", "a1"}, {"b", "b1"}, {"a", "a2"}, {"b", "b2"}});
  const auto consumption = bench.consumption();

  MessagingBench::rounds(*consumption);
  EXPECT_EQ(bench.applied(), (Ids{"b1", "b2"}));
  bench.publish({{"a", "a3"}, {"c", "c1"}});
  MessagingBench::rounds(*consumption);
  EXPECT_EQ(bench.applied(), (Ids{"b1", "b2", "c1"}));
  retry_until_settled(bench, *consumption);

  EXPECT_EQ(bench.applied(), (Ids{"b1", "b2", "c1", "a1", "a2", "a3"}));
  EXPECT_TRUE(letters(bench).empty());
  EXPECT_EQ(bench.times_logged("message_apply_failed"), 1);
}

TEST(consumption, given_a_waiting_retry_then_nothing_behind_it_is_committed) {
  MessagingBench bench;
  bench.effects.failures_left["a1"] = 1;
  bench.publish({{"a", "a1"}, {"b", "b1"}});
  auto consumption = bench.consumption();
  MessagingBench::rounds(*consumption);

  consumption = bench.consumption();  // a restart: the old member goes after the new one came
  MessagingBench::rounds(*consumption);

  EXPECT_EQ(bench.applied(), (Ids{"b1", "a1"}));
}

TEST(consumption, given_a_poison_message_then_it_dies_and_its_subject_goes_on) {
  MessagingBench bench;
  bench.effects.failures_left["a1"] = 1000;
  bench.publish({{"a", "a1"}, {"a", "a2"}, {"b", "b1"}});
  const auto consumption = bench.consumption();

  MessagingBench::rounds(*consumption);
  retry_until_settled(bench, *consumption);

  EXPECT_EQ(bench.applied(), (Ids{"b1", "a2"}));
  EXPECT_EQ(bench.effects.failures_left["a1"], 997);  // three attempts
  const auto dead = letters(bench);
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].message.id, "a1");
  EXPECT_EQ(dead[0].message.topic, "order-events");
  EXPECT_EQ(dead[0].group, "tickets");
  EXPECT_EQ(dead[0].reason, "poison");
  EXPECT_TRUE(letters(bench, "notifications").empty());
  EXPECT_TRUE(bench.has_logged("message_dead_lettered"));
  EXPECT_TRUE(bench.has_logged("0af7651916cd43dd8448eb211c80319c"));
  EXPECT_EQ(testing::run(bench.log->lag("tickets", {"order-events"})).at(0).messages, 0);
}

TEST(consumption, given_an_unexpected_result_then_the_message_dies_at_once_without_effect) {
  MessagingBench bench;
  bench.effects.rejected.insert("a1");
  bench.publish({{"a", "a1"}, {"a", "a2"}});

  MessagingBench::rounds(*bench.consumption());

  EXPECT_EQ(bench.applied(), Ids{"a2"});
  ASSERT_EQ(letters(bench).size(), 1U);
  EXPECT_EQ(letters(bench)[0].reason, "INVALID_STATE: never");
}

TEST(consumption, given_the_engine_is_away_then_no_attempt_counts_and_nothing_dies) {
  MessagingBench bench;
  bench.publish({{"a", "a1"}, {"b", "b1"}});
  const auto consumption = bench.consumption();
  round(*consumption);
  bench.effects.engine_is_away = true;
  for (int attempt = 0; attempt < 10; ++attempt) EXPECT_THROW(round(*consumption), base::Unavailable);

  bench.effects.engine_is_away = false;
  MessagingBench::rounds(*consumption);

  EXPECT_EQ(bench.applied(), (Ids{"a1", "b1"}));
  EXPECT_TRUE(bench.broker.published("order-events.dlq").empty());
}

TEST(consumption, given_the_log_refuses_the_letter_then_the_death_is_told_when_it_is_back) {
  MessagingBench bench;
  bench.effects.rejected.insert("a1");
  bench.publish({{"a", "a1"}, {"a", "a2"}});
  const auto consumption = bench.consumption();
  round(*consumption);
  bench.broker.fail_publish(Fault::refuse);
  EXPECT_THROW(round(*consumption), base::Unavailable);
  EXPECT_THROW(round(*consumption), base::Unavailable);
  EXPECT_TRUE(bench.applied().empty());  // a2 does not overtake

  bench.broker.fail_publish(Fault::none);
  MessagingBench::rounds(*consumption);

  EXPECT_EQ(bench.applied(), Ids{"a2"});
  EXPECT_EQ(letters(bench).size(), 1U);
}

TEST(consumption, given_a_full_window_then_it_stops_polling_until_the_first_message_is_settled) {
  MessagingBench bench;
  bench.effects.failures_left["a1"] = 1000;
  bench.publish({{"a", "a1"}, {"b", "b1"}, {"b", "b2"}, {"b", "b3"}, {"b", "b4"}});
  const auto consumption = bench.consumption({.group = "tickets", .batch_limit = 2, .attempts = 3, .window_limit = 3});

  MessagingBench::rounds(*consumption, 8);
  EXPECT_EQ(bench.applied(), (Ids{"b1", "b2"}));
  retry_until_settled(bench, *consumption);

  EXPECT_EQ(bench.applied(), (Ids{"b1", "b2", "b3", "b4"}));
}

TEST(consumption, given_two_members_that_both_hold_the_messages_then_effects_are_single_and_in_order) {
  MessagingBench bench;
  bench.publish({{"a", "a1"}, {"a", "a2"}, {"a", "a3"}});
  bench.effects.failures_left["a2"] = 1;
  const auto frozen = bench.consumption();
  round(*frozen);  // has polled, then stands still

  const auto heir = bench.consumption();
  bench.broker.expel_all();
  MessagingBench::rounds(*heir);
  MessagingBench::rounds(*frozen);
  retry_until_settled(bench, *frozen);
  retry_until_settled(bench, *heir);

  EXPECT_EQ(bench.applied(), (Ids{"a1", "a2", "a3"}));
  EXPECT_TRUE(letters(bench).empty());
}

TEST(dead_letters, given_a_replay_then_its_group_alone_applies_it_once) {
  MessagingBench bench;
  bench.effects.failures_left["a1"] = 3;
  bench.publish({{"a", "a1"}, {"a", "a2"}});
  const auto consumption = bench.consumption();
  MessagingBench::rounds(*consumption);
  retry_until_settled(bench, *consumption);
  const auto dead = letters(bench);
  ASSERT_EQ(dead.size(), 1U);

  testing::run(replay(*bench.log, dead[0]));
  testing::run(replay(*bench.log, dead[0]));  // a second click
  MessagingBench::rounds(*consumption);

  EXPECT_EQ(bench.applied(), (Ids{"a2", "a1"}));
  EXPECT_TRUE(letters(bench).empty());

  const auto other = bench.consumption({.group = "notifications"});
  MessagingBench::rounds(*other);
  EXPECT_EQ(bench.applied(), (Ids{"a2", "a1", "a1", "a2"}));  // the originals, not the replays
}

TEST(dead_letters, given_a_replay_dies_again_then_it_can_be_replayed_again) {
  MessagingBench bench;
  bench.effects.rejected.insert("a1");
  bench.publish({{"a", "a1"}});
  const auto consumption = bench.consumption();
  MessagingBench::rounds(*consumption);
  testing::run(replay(*bench.log, letters(bench).at(0)));
  MessagingBench::rounds(*consumption);
  const auto again = letters(bench);
  ASSERT_EQ(again.size(), 1U);

  bench.effects.rejected.clear();
  testing::run(replay(*bench.log, again[0]));
  MessagingBench::rounds(*consumption);

  EXPECT_EQ(bench.applied(), Ids{"a1"});
  EXPECT_TRUE(letters(bench).empty());
}

TEST(dead_letters, given_a_crash_between_letter_and_inbox_then_the_death_is_listed_once_and_replayed_once) {
  MessagingBench bench;
  bench.effects.rejected.insert("a1");
  bench.publish({{"a", "a1"}});
  auto doomed = bench.consumption();
  round(*doomed);
  bench.broker.fail_publish(Fault::lose_answer);
  EXPECT_THROW(round(*doomed), base::Unavailable);  // the letter is out, the inbox does not know
  bench.broker.fail_publish(Fault::none);
  const auto first = letters(bench);
  ASSERT_EQ(first.size(), 1U);
  doomed.reset();

  // The restarted consumer gets the original and the replay, and could apply both by now.
  bench.effects.rejected.clear();
  testing::run(replay(*bench.log, first[0]));
  MessagingBench::rounds(*bench.consumption());

  EXPECT_EQ(bench.applied(), Ids{"a1"});
  EXPECT_TRUE(letters(bench).empty());
}

TEST(dead_letters, given_more_letters_than_the_limit_then_the_oldest_come_first) {
  MessagingBench bench;
  bench.effects.rejected = {"a1", "b1", "c1"};
  bench.publish({{"a", "a1"}, {"b", "b1"}, {"c", "c1"}});
  MessagingBench::rounds(*bench.consumption());

  const auto dead = testing::run(dead_letters(*bench.log, "order-events", "tickets", 2));

  ASSERT_EQ(dead.size(), 2U);
  EXPECT_EQ(dead[0].message.id, "a1");
  EXPECT_EQ(dead[1].message.id, "b1");
  EXPECT_EQ(dead[0].failed_at, bench.clock.now());
}

TEST(dead_letters, given_a_letter_then_its_envelope_says_why_it_died) {
  const Message message = to_message({.message = {.id = "a1", .topic = "order-events", .type = "T"},
                                      .group = "tickets",
                                      .reason = "poison",
                                      .failed_at = base::from_unix_ms(0)});

  EXPECT_EQ(message.topic, "order-events.dlq");
  EXPECT_EQ(message.extensions,
            (std::map<std::string, std::string>{
                {"dlqgroup", "tickets"}, {"dlqreason", "poison"}, {"dlqfailedat", "1970-01-01T00:00:00.000Z"}}));
}

TEST(consume, given_the_log_is_away_for_a_while_then_it_is_logged_once_and_consuming_goes_on) {
  MessagingBench bench;
  testing::IoFixture io;
  runtime::TaskGroup group([](std::string_view, const std::exception_ptr&) { ADD_FAILURE() << "consume() threw"; });
  bench.broker.fail_poll(Fault::refuse);
  const auto consumption = bench.consumption();

  group.spawn(io.executor(), "consume", consumption->run());
  EXPECT_TRUE(testing::eventually([&] { return bench.has_logged("message_engine_unavailable"); }));
  bench.publish({{"a", "a1"}});
  bench.broker.fail_poll(Fault::none);
  EXPECT_TRUE(testing::eventually([&] { return !bench.applied().empty(); }));
  EXPECT_TRUE(testing::eventually([&] { return bench.has_logged("message_consumer_recovered"); }));
  group.cancel();

  EXPECT_TRUE(group.wait_blocking(testing::default_limit));
  EXPECT_EQ(bench.times_logged("message_engine_unavailable"), 1);
}

TEST(consume, given_cancellation_while_waiting_then_it_ends_and_leaves_its_group) {
  MessagingBench bench;
  testing::IoFixture io;
  runtime::TaskGroup group([](std::string_view, const std::exception_ptr&) { ADD_FAILURE() << "consume() threw"; });
  std::vector<Subscription> subscriptions;
  subscriptions.push_back({.topic = "order-events", .apply = [&bench](sql::Transaction& transaction, const Message& m) {
                             return bench.effects.apply(transaction, m);
                           }});
  group.spawn(io.executor(), "consume",
              consume(*bench.database, *bench.log, std::move(subscriptions), {.group = "tickets"}, bench.telemetry));
  bench.publish({{"a", "a1"}});
  EXPECT_TRUE(testing::eventually([&] { return !bench.applied().empty(); }));

  group.cancel();
  EXPECT_TRUE(group.wait_blocking(testing::default_limit));
  bench.publish({{"a", "a2"}});
  MessagingBench::rounds(*bench.consumption());

  EXPECT_EQ(bench.applied(), (Ids{"a1", "a2"}));
}

TEST(consumption, given_a_database_that_does_not_answer_then_the_round_ends_and_the_next_one_applies) {
  MessagingBench bench;
  if (bench.database->dialect() != sql::Dialect::sqlite) GTEST_SKIP() << "one function holds up no other there";
  bench.publish({{"a", "a1"}});
  const auto consumption = bench.consumption({.group = "tickets", .database_limit = std::chrono::milliseconds{20}});
  testing::IoFixture io;  // an answer that comes late needs a context that still runs
  io.run(consumption->round(no_wait));
  runtime::TaskGroup group([](std::string_view, const std::exception_ptr&) { ADD_FAILURE(); });
  std::latch begun(1);
  std::latch release(1);
  group.spawn(io.executor(), "stuck", bench.database->write([&](sql::Transaction&) {
    begun.count_down();
    release.wait();
  }));
  begun.wait();

  EXPECT_THROW(io.run(consumption->round(no_wait)), base::TimedOut);

  release.count_down();
  EXPECT_TRUE(group.wait_blocking(testing::default_limit));
  MessagingBench::rounds(*consumption);
  EXPECT_EQ(bench.applied(), (Ids{"a1"}));
}

}  // namespace
}  // namespace boxoffice::kit::messaging
