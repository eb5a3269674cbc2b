#include "kit/messaging/consumption.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/messaging/sqlite/sqlite_message_log.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/io_fixture.hpp"
#include "kit/testing/sql/temporary_database.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <string>

#include <atomic>
#include <map>
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

/// One replica of the publishing or the consuming service: database and log opened for itself, as in a process.
struct Replica {
  Replica(const testing::TemporaryDatabase& of, const testing::TemporaryDirectory& messages, const base::Clock& clock)
      : database(of.open_again()), log(open_sqlite_message_log(messages.path(), clock)) {}

  std::unique_ptr<sql::Database> database;
  std::unique_ptr<MessageLog> log;
  telemetry::Telemetry telemetry{
      .service = "replica", .log = telemetry::Log::capturing("replica"), .metrics = telemetry::Metrics()};
};

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

/// Every tenth attempt fails, whichever message it is.
std::vector<Subscription> flaky_subscription(std::atomic<int>& attempts) {
  std::vector<Subscription> subscriptions;
  subscriptions.push_back(
      {.topic = "order-events", .apply = [&attempts](sql::Transaction& transaction, const Message& message) {
         transaction.execute("INSERT INTO effects (place, subject, data) SELECT COUNT(*) + 1, $1, $2 FROM effects",
                             message.subject, message.data);
         if (++attempts % 10 == 0) throw std::runtime_error("now and then");
         return base::Result<void>{};
       }});
  return subscriptions;
}

std::map<std::string, std::vector<std::string>> effects_by_subject(sql::Database& database) {
  return testing::run(database.read([](sql::Session& session) {
    std::map<std::string, std::vector<std::string>> found;
    for (const auto& row : session.query("SELECT subject, data FROM effects ORDER BY place")) {
      found[row.get<std::string>(0)].push_back(row.get<std::string>(1));
    }
    return found;
  }));
}

TEST(pipeline, given_two_relays_two_consumers_and_failures_then_each_effect_is_single_and_in_order) {
  testing::IoFixture io(2);
  const base::SystemClock clock;
  base::SystemRandom random;
  const base::IdGenerator generator(clock, random);
  const testing::TemporaryDatabase orders(messaging_migrations());
  const testing::TemporaryDatabase tickets(migrations());
  const testing::TemporaryDirectory messages;
  const Outbox outbox("/order-service", clock, generator);
  std::atomic<int> attempts = 0;
  Replica relays[] = {{orders, messages, clock}, {orders, messages, clock}};
  Replica consumers[] = {{tickets, messages, clock}, {tickets, messages, clock}};
  const ConsumerOptions options{.group = "tickets", .first_backoff = std::chrono::milliseconds{1}};
  const auto fail = [](std::string_view name, const std::exception_ptr&) { ADD_FAILURE() << name; };
  runtime::TaskGroup group(fail);

  for (std::size_t index = 0; index < 2; ++index) {
    group.spawn(
        io.executor(index), "relay",
        runtime::run_worker(
            outbox_relay(*relays[index].database, *relays[index].log, clock, "relay-" + std::to_string(index)), fail));
    group.spawn(io.executor(index), "consume",
                consume(*consumers[index].database, *consumers[index].log, flaky_subscription(attempts), options,
                        consumers[index].telemetry));
  }
  for (int subject = 0; subject < subjects; ++subject) {
    group.spawn(io.executor(0), "orders", place_orders(*relays[subject % 2].database, outbox, subject));
  }
  constexpr std::size_t total = std::size_t{subjects} * messages_per_subject;
  EXPECT_TRUE(testing::eventually(
      [&] {
        std::size_t count = 0;
        for (const auto& [subject, found] : effects_by_subject(*tickets)) count += found.size();
        return count >= total;
      },
      std::chrono::seconds{30}));
  group.cancel();
  EXPECT_TRUE(group.wait_blocking(testing::default_limit));

  std::vector<std::string> expected;
  for (int number = 1; number <= messages_per_subject; ++number)
    expected.push_back(fmt::format("{{\"n\":{}}}", number));
  const auto found = effects_by_subject(*tickets);
  EXPECT_EQ(found.size(), static_cast<std::size_t>(subjects));
  for (const auto& [subject, effects] : found) EXPECT_EQ(effects, expected) << subject;
}

}  // namespace
}  // namespace boxoffice::kit::messaging
