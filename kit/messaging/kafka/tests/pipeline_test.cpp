// Outbox, Kafka and inbox together: members that share the work, letters that cannot be read, and replays.

#include "kit/messaging/tests/pipeline.hpp"
#include "kit/messaging/kafka/kafka_message_log.hpp"
#include "kit/messaging/kafka/tests/kafka_world.hpp"
#include "kit/messaging/tests/messages.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/sql/temporary_database.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging {
namespace {

using pipeline::effects_in;
using pipeline::effects_of;

TEST(kafka_pipeline, given_two_relays_two_members_and_failures_then_each_effect_is_single_and_in_order) {
  pipeline::expect_single_effects_in_order([options = fresh_options()] { return open_kafka_message_log(options); });
}

class KafkaDeadLetters : public ::testing::Test {
 protected:
  /// Consumes until `predicate` holds.
  template <class Predicate>
  void consume_until(const std::string& refused, Predicate predicate) {
    const base::SystemClock system_clock;
    Consumption consumption(
        {.database = *process.database, .log = *process.log, .clock = system_clock, .telemetry = process.telemetry},
        pipeline::subscription(attempts, refused), pipeline::consumer);
    EXPECT_TRUE(testing::eventually([&] {
      testing::run(consumption.round(std::chrono::milliseconds{100}));
      return predicate();
    }));
  }
  [[nodiscard]] std::vector<DeadLetter> letters() const {
    return testing::run(dead_letters(*process.log, "order-events", "tickets", 10));
  }

  const KafkaOptions options = fresh_options();
  const testing::TemporaryDatabase database{pipeline::migrations()};
  pipeline::Process process{database, open_kafka_message_log(options)};
  std::atomic<int> attempts = 0;
};

TEST_F(KafkaDeadLetters, given_bytes_of_others_on_a_topic_then_they_become_dead_letters_and_nothing_stops) {
  contract::publish(*process.log, {contract::message("order-events", "a", 1)});
  produce_raw(options, "order-events", "a", "no JSON at all");
  produce_raw(options, "order-events", "a", R"({"specversion":"1.0","id":"x"})");
  produce_raw(options, "order-events", std::string("\xff\x00", 2), std::string("\xff\xfe\x00", 3));
  produce_raw(options, "order-events", "", "");
  contract::publish(*process.log, {contract::message("order-events", "a", 2)});

  consume_until("", [&] { return effects_of(*database, "a").size() == 2 && letters().size() == 4; });

  for (const auto& letter : letters()) {
    EXPECT_EQ(letter.message.type, "UNREADABLE");
    EXPECT_FALSE(letter.reason.empty());
    EXPECT_TRUE(letter.message.id.starts_with("order-events/")) << letter.message.id;
  }
  consume_until("", [&] { return testing::run(process.log->lag("tickets", {"order-events"})).at(0).messages == 0; });
  for (auto& letter : letters()) testing::run(replay(*process.log, letter));
  EXPECT_TRUE(letters().empty());
}

TEST_F(KafkaDeadLetters, given_a_dead_message_then_its_replay_is_applied_once) {
  const auto sent = contract::messages("order-events", "a", 3);
  contract::publish(*process.log, sent);
  consume_until(sent[1].id, [&] { return effects_in(*database) == 2 && letters().size() == 1; });
  const auto dead = letters();

  testing::run(replay(*process.log, dead.front()));
  testing::run(replay(*process.log, dead.front()));
  consume_until(sent[1].id, [&] {
    return effects_in(*database) >= 3 &&
           testing::run(process.log->lag("tickets", {"order-events"})).at(0).messages == 0;
  });

  EXPECT_EQ(effects_of(*database, "a"), (std::vector<std::string>{sent[0].data, sent[2].data, sent[1].data}));
  EXPECT_TRUE(letters().empty());
}

}  // namespace
}  // namespace boxoffice::kit::messaging
