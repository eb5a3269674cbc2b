// Outbox, Kafka and inbox together: members that share the work, letters that cannot be read, and replays.

#include "kit/messaging/consumption.hpp"
#include "kit/messaging/dead_letter.hpp"
#include "kit/messaging/kafka/kafka_message_log.hpp"
#include "kit/messaging/kafka/tests/kafka_world.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/messaging/tests/messages.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/io_fixture.hpp"
#include "kit/testing/sql/queries.hpp"
#include "kit/testing/sql/temporary_database.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>

namespace boxoffice::kit::messaging {
namespace {

constexpr int subjects = 8;
constexpr int messages_per_subject = 25;

std::vector<sql::Migration> migrations() {
  auto all = messaging_migrations();
  all.push_back({.name = "0001_effects.sql",
                 .sql = "CREATE TABLE effects (place BIGINT NOT NULL, subject TEXT NOT NULL, data TEXT NOT NULL);\n"});
  return all;
}

/// A process of a service: its database, and a log of its own on the cluster.
struct Process {
  Process(const testing::TemporaryDatabase& of, const KafkaOptions& options)
      : database(of.open_again()), log(open_kafka_message_log(options)) {}

  std::unique_ptr<sql::Database> database;
  std::unique_ptr<MessageLog> log;
  telemetry::Telemetry telemetry{
      .service = "process", .log = telemetry::Log::capturing("process"), .metrics = telemetry::Metrics()};
};

/// Every tenth attempt fails, whichever message it is; `refused` can never be applied.
std::vector<Subscription> subscription(std::atomic<int>& attempts, const std::string& refused = "") {
  std::vector<Subscription> subscriptions;
  subscriptions.push_back(
      {.topic = "order-events",
       .apply = [&attempts, refused](sql::Transaction& transaction, const Message& message) -> base::Result<void> {
         if (message.type == "UNREADABLE") return {};  // unknown types are ignored
         transaction.execute("INSERT INTO effects (place, subject, data) SELECT COUNT(*) + 1, $1, $2 FROM effects",
                             message.subject, message.data);
         if (++attempts % 10 == 0) throw std::runtime_error("now and then");
         if (message.id == refused && !replay_of(message)) return base::fail(base::codes::invalid_state, "never");
         return {};
       }});
  return subscriptions;
}

std::vector<std::string> effects_of(sql::Database& database, const std::string& subject) {
  return testing::texts_in(database,
                           fmt::format("SELECT data FROM effects WHERE subject = '{}' ORDER BY place", subject));
}

std::int64_t effects_in(sql::Database& database) {
  return testing::number_in(database, "SELECT COUNT(*) FROM effects");
}

runtime::Task<> place_orders(sql::Database& database, const Outbox& outbox, int subject) {
  for (int number = 1; number <= messages_per_subject; ++number) {
    co_await database.write([&outbox, subject, number](sql::Transaction& transaction) {
      outbox.add(transaction, {},
                 {.topic = "order-events",
                  .type = "T",
                  .subject = fmt::format("s{}", subject),
                  .data = fmt::format("{{\"n\":{}}}", number)});
    });
  }
}

const ConsumerOptions consumer{.group = "tickets", .first_backoff = std::chrono::milliseconds{1}};

TEST(kafka_pipeline, given_two_relays_two_members_and_failures_then_each_effect_is_single_and_in_order) {
  testing::IoFixture io(2);
  const base::SystemClock clock;
  base::SystemRandom random;
  const base::IdGenerator generator(clock, random);
  const auto options = fresh_options();
  const testing::TemporaryDatabase orders(messaging_migrations());
  const testing::TemporaryDatabase tickets(migrations());
  const Outbox outbox("/order-service", clock, generator);
  std::atomic<int> attempts = 0;
  Process relays[] = {{orders, options}, {orders, options}};
  Process members[] = {{tickets, options}, {tickets, options}};
  const auto fail = [](std::string_view name, const std::exception_ptr&) { ADD_FAILURE() << name; };
  runtime::TaskGroup group(fail);

  for (std::size_t index = 0; index < 2; ++index) {
    group.spawn(
        io.executor(index), "relay",
        runtime::run_worker(
            outbox_relay(*relays[index].database, *relays[index].log, clock, fmt::format("relay-{}", index)), fail));
    group.spawn(io.executor(index), "consume",
                consume(*members[index].database, *members[index].log, subscription(attempts), consumer,
                        members[index].telemetry));
  }
  for (int subject = 0; subject < subjects; ++subject) {
    group.spawn(io.executor(0), "orders", place_orders(*relays[subject % 2].database, outbox, subject));
  }
  constexpr int total = subjects * messages_per_subject;
  EXPECT_TRUE(testing::eventually([&] { return effects_in(*tickets) >= total; }, std::chrono::seconds{30}));
  EXPECT_TRUE(testing::eventually(
      [&] { return testing::run(members[0].log->lag("tickets", {"order-events"})).at(0).messages == 0; }));
  group.cancel();
  EXPECT_TRUE(group.wait_blocking(testing::default_limit));

  std::vector<std::string> expected;
  for (int number = 1; number <= messages_per_subject; ++number) {
    expected.push_back(fmt::format("{{\"n\":{}}}", number));
  }
  for (int subject = 0; subject < subjects; ++subject) {
    EXPECT_EQ(effects_of(*tickets, fmt::format("s{}", subject)), expected) << subject;
  }
}

class KafkaDeadLetters : public ::testing::Test {
 protected:
  /// Consumes until `predicate` holds.
  template <class Predicate>
  void consume_until(const std::string& refused, Predicate predicate) {
    const base::SystemClock system_clock;
    Consumption consumption(
        {.database = *process.database, .log = *process.log, .clock = system_clock, .telemetry = process.telemetry},
        subscription(attempts, refused), consumer);
    EXPECT_TRUE(testing::eventually([&] {
      testing::run(consumption.round(std::chrono::milliseconds{100}));
      return predicate();
    }));
  }
  [[nodiscard]] std::vector<DeadLetter> letters() const {
    return testing::run(dead_letters(*process.log, "order-events", "tickets", 10));
  }

  const KafkaOptions options = fresh_options();
  const testing::TemporaryDatabase database{migrations()};
  Process process{database, options};
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
