#include "kit/messaging/relay.hpp"

#include "kit/base/failure.hpp"
#include "kit/messaging/limits.hpp"
#include "kit/messaging/tests/messaging_bench.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <future>
#include <stdexcept>

namespace boxoffice::kit::messaging {
namespace {

using Fault = MemoryBroker::Fault;

bool tick(Relay& relay) {
  return testing::run(relay.tick());
}

/// A row whose position was taken before others that committed earlier, as PostgreSQL makes them.
void insert_at(MessagingBench& bench, std::int64_t position, std::string id) {
  testing::run(bench.database->write([position, id](sql::Transaction& transaction) {
    transaction.execute(
        "INSERT INTO outbox (position, id, source, topic, type, subject, time, traceparent, dataversion, data) "
        "VALUES ($1, $2, '/s', 'order-events', 'T', $2, 0, '', 1, '{}')",
        position, id);
  }));
}

TEST(outbox_relay, given_added_messages_then_they_are_published_in_order_with_their_attributes) {
  MessagingBench bench;
  const runtime::Context context{
      .trace = {.trace_id = "0af7651916cd43dd8448eb211c80319c", .span_id = "b7ad6b7169203331"}};
  const Ids added{bench.add("o-1", context), bench.add("o-2"), bench.add("o-1")};
  auto relay = bench.relay("first");

  EXPECT_FALSE(tick(relay));

  const auto published = bench.broker.published("order-events");
  ASSERT_EQ(ids(published), added);
  EXPECT_EQ(published[0].source, "/order-service");
  EXPECT_EQ(published[0].type, "ORDER_CREATED");
  EXPECT_EQ(published[0].subject, "o-1");
  EXPECT_EQ(published[0].time, bench.clock.now());
  EXPECT_EQ(published[0].traceparent, context.trace.traceparent());
  EXPECT_EQ(published[0].data, "{\"n\":1}");
  EXPECT_EQ(bench.unpublished(), 0);
}

TEST(outbox, given_more_data_than_a_message_may_have_then_it_is_refused_with_its_cause) {
  MessagingBench bench;
  const auto add = [&bench](std::size_t bytes) {
    testing::run(bench.database->write([&bench, bytes](sql::Transaction& transaction) {
      bench.outbox.add(transaction, {},
                       {.topic = "order-events", .type = "T", .subject = "o-1", .data = std::string(bytes, ' ')});
    }));
  };

  EXPECT_THROW(add(longest_data + 1), std::length_error);
  EXPECT_EQ(bench.unpublished(), 0);
  add(longest_data);
  EXPECT_EQ(bench.unpublished(), 1);
}

TEST(outbox_relay, given_a_transaction_that_fails_then_its_message_is_never_published) {
  MessagingBench bench;
  EXPECT_THROW(testing::run(bench.database->write([&bench](sql::Transaction& transaction) {
                 bench.outbox.add(transaction, {}, {.topic = "order-events", .type = "T", .subject = "o-1"});
                 throw std::runtime_error("changed my mind");
               })),
               std::runtime_error);
  auto relay = bench.relay("first");

  tick(relay);

  EXPECT_TRUE(bench.broker.published("order-events").empty());
}

TEST(outbox_relay, given_more_than_a_batch_then_the_tick_asks_for_another) {
  MessagingBench bench;
  for (int number = 0; number < 5; ++number) bench.add("o-1");
  auto relay = bench.relay("first", true, 2);

  EXPECT_TRUE(tick(relay));
  EXPECT_EQ(bench.broker.published("order-events").size(), 2U);
  EXPECT_TRUE(tick(relay));
  EXPECT_FALSE(tick(relay));

  EXPECT_EQ(bench.broker.published("order-events").size(), 5U);
}

TEST(outbox_relay, given_the_log_is_away_then_the_rows_stay_and_are_published_later) {
  MessagingBench bench;
  bench.add("o-1");
  auto relay = bench.relay("first");
  bench.broker.fail_publish(Fault::refuse);
  EXPECT_THROW(tick(relay), base::Unavailable);
  EXPECT_EQ(bench.unpublished(), 1);

  bench.broker.fail_publish(Fault::none);
  tick(relay);

  EXPECT_EQ(bench.unpublished(), 0);
  EXPECT_EQ(bench.broker.published("order-events").size(), 1U);
}

TEST(outbox_relay, given_a_crash_between_publish_and_published_at_then_it_is_published_again_and_applied_once) {
  MessagingBench bench;
  const Ids added{bench.add("o-1"), bench.add("o-1")};
  auto doomed = bench.relay("doomed");
  bench.broker.fail_publish(Fault::lose_answer);
  EXPECT_THROW(tick(doomed), base::Unavailable);
  bench.broker.fail_publish(Fault::none);
  bench.clock.advance(std::chrono::milliseconds{5001});

  auto heir = bench.relay("heir");
  tick(heir);
  const auto consumption = bench.consumption();
  MessagingBench::rounds(*consumption);

  EXPECT_EQ(ids(bench.broker.published("order-events")), (Ids{added[0], added[1], added[0], added[1]}));
  EXPECT_EQ(bench.applied(), added);
}

TEST(outbox_relay, given_a_slower_transaction_with_a_smaller_position_then_its_message_is_not_skipped) {
  MessagingBench bench;
  if (bench.database->dialect() != sql::Dialect::sqlite) GTEST_SKIP() << "positions are the engine's own";
  insert_at(bench, 5, "fast");
  auto relay = bench.relay("first");
  tick(relay);

  insert_at(bench, 3, "slow");
  tick(relay);

  EXPECT_EQ(ids(bench.broker.published("order-events")), (Ids{"fast", "slow"}));
}

TEST(outbox_relay, given_a_row_appears_in_a_gap_while_its_neighbours_are_published_then_it_is_not_marked) {
  MessagingBench bench;
  if (bench.database->dialect() != sql::Dialect::sqlite) GTEST_SKIP() << "positions are the engine's own";
  testing::IoFixture io;
  insert_at(bench, 1, "one");
  insert_at(bench, 3, "three");
  auto relay = bench.relay("first");
  bench.broker.close_gate();
  auto ticking = std::async(std::launch::async, [&] { return io.run(relay.tick()); });
  ASSERT_TRUE(testing::eventually([&] { return bench.broker.arrivals() == 1; }));

  insert_at(bench, 2, "two");
  bench.broker.open_gate();
  ticking.get();
  EXPECT_EQ(bench.unpublished(), 1);
  tick(relay);

  EXPECT_EQ(ids(bench.broker.published("order-events")), (Ids{"one", "three", "two"}));
}

/// The first of two relays is stopped in the middle of publishing, while the second ticks and a new message comes.
Ids publish_with_two_relays(bool is_exclusive) {
  MessagingBench bench;
  testing::IoFixture io;
  Relay first = bench.relay("first", is_exclusive);
  Relay second = bench.relay("second", is_exclusive);
  const Ids early{bench.add("o-1"), bench.add("o-1")};
  bench.broker.close_gate();
  auto ticking = std::async(std::launch::async, [&] { return io.run(first.tick()); });
  EXPECT_TRUE(testing::eventually([&] { return bench.broker.arrivals() == 1; }));

  auto overtaking = std::async(std::launch::async, [&] { return testing::run(second.tick()); });
  // The second either stays away from the log or comes to the gate behind the first.
  EXPECT_TRUE(testing::eventually([&] {
    return bench.broker.arrivals() == 2 || overtaking.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
  }));
  bench.broker.open_gate();
  ticking.get();
  overtaking.get();
  bench.add("o-1");
  tick(first);
  tick(second);
  return ids(bench.broker.published("order-events"));
}

bool is_sorted_without_repeats(const Ids& published) {  // ids are UUIDv7 of one generator
  return std::ranges::adjacent_find(published, std::greater_equal<>{}) == published.end();
}

TEST(outbox_relay, given_two_relays_then_the_lease_keeps_one_from_overtaking_the_other) {
  const auto published = publish_with_two_relays(true);

  EXPECT_EQ(published.size(), 3U);
  EXPECT_TRUE(is_sorted_without_repeats(published));
}

TEST(outbox_relay, given_two_relays_without_the_lease_then_the_log_goes_back_in_time) {
  const auto published = publish_with_two_relays(false);

  EXPECT_FALSE(is_sorted_without_repeats(published));  // what the lease prevents
}

TEST(outbox_relay, given_a_relay_died_then_another_takes_over_when_its_lease_has_ended) {
  MessagingBench bench;
  auto dead = bench.relay("dead");
  bench.add("o-1");
  tick(dead);
  auto heir = bench.relay("heir");
  bench.add("o-1");

  bench.clock.advance(std::chrono::milliseconds{4999});
  tick(heir);
  EXPECT_EQ(bench.unpublished(), 1);
  bench.clock.advance(std::chrono::milliseconds{1});
  tick(heir);

  EXPECT_EQ(bench.unpublished(), 0);
}

TEST(outbox_relay, given_a_busy_relay_then_its_ticks_renew_the_lease) {
  MessagingBench bench;
  auto busy = bench.relay("busy");
  auto other = bench.relay("other");
  for (int second = 0; second < 20; ++second) {
    bench.add("o-1");
    tick(busy);
    bench.add("o-1");
    tick(other);
    ASSERT_EQ(bench.unpublished(), 1) << second;
    bench.clock.advance(std::chrono::milliseconds{1000});
  }
}

TEST(outbox_relay, given_the_wall_clock_was_set_back_then_a_leftover_lease_blocks_nobody) {
  MessagingBench bench;
  bench.add("o-1");
  auto dead = bench.relay("dead");
  tick(dead);
  bench.clock.set(bench.clock.now() - std::chrono::hours{1});
  bench.add("o-1");

  auto heir = bench.relay("heir");
  tick(heir);

  EXPECT_EQ(bench.unpublished(), 0);
}

TEST(outbox_relay, given_a_commit_then_the_worker_is_woken) {
  MessagingBench bench;
  const auto worker = outbox_relay(*bench.database, *bench.log, bench.clock, "orders", &bench.telemetry.metrics);
  testing::run(worker.wakeup.wait(std::chrono::milliseconds{1}));  // what starting may have caused

  bench.add("o-1");
  testing::run(worker.wakeup.wait(std::chrono::minutes{1}));  // the test's limit is shorter
  EXPECT_FALSE(testing::run(worker.tick()));

  EXPECT_EQ(bench.broker.published("order-events").size(), 1U);
  EXPECT_TRUE(bench.telemetry.metrics.prometheus_text().contains("outbox_unpublished 0"));
}

TEST(outbox_relay, given_the_same_instance_after_a_restart_then_nothing_waits_for_the_lease_of_the_process_before) {
  MessagingBench bench;
  const auto relay_of = [&bench](const char* instance) {
    return outbox_relay(*bench.database, *bench.log, bench.clock, instance);
  };
  bench.add("o-1");
  EXPECT_FALSE(testing::run(relay_of("orders@here").tick()));
  bench.add("o-2");

  EXPECT_FALSE(testing::run(relay_of("orders-2@here").tick()));
  EXPECT_EQ(bench.unpublished(), 1) << "another replica waits until the lease has run out";
  EXPECT_FALSE(testing::run(relay_of("orders@here").tick()));
  EXPECT_EQ(bench.unpublished(), 0);
}

TEST(messaging_pruner, given_rows_older_than_seven_days_then_they_go_and_others_stay) {
  MessagingBench bench;
  bench.add("published-long-ago");
  auto relay = bench.relay("first");
  tick(relay);
  const auto consumption = bench.consumption();
  MessagingBench::rounds(*consumption);
  bench.clock.advance(std::chrono::hours{7 * 24} + std::chrono::milliseconds{1});
  bench.add("published-now");
  tick(relay);
  MessagingBench::rounds(*consumption);
  bench.add("unpublished");
  const auto worker = messaging_pruner(*bench.database, bench.clock);

  EXPECT_FALSE(testing::run(worker.tick()));

  EXPECT_EQ(bench.count("SELECT COUNT(*) FROM outbox"), 2);
  EXPECT_EQ(bench.unpublished(), 1);
  EXPECT_EQ(bench.count("SELECT COUNT(*) FROM inbox"), 1);
}

TEST(messaging_pruner, given_an_old_message_that_was_never_published_then_it_stays) {
  MessagingBench bench;
  bench.add("o-1");
  bench.clock.advance(std::chrono::hours{30 * 24});

  EXPECT_FALSE(testing::run(messaging_pruner(*bench.database, bench.clock).tick()));

  EXPECT_EQ(bench.unpublished(), 1);
}

}  // namespace
}  // namespace boxoffice::kit::messaging
