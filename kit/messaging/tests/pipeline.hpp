#pragma once

// Outbox, log and inbox together, over any log: two relays and two members share the work, applying fails now and then,
// and each effect is single and in order all the same.

#include "kit/messaging/consumption.hpp"
#include "kit/messaging/dead_letter.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/io_fixture.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/sql/queries.hpp"
#include "kit/testing/sql/temporary_database.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::messaging::pipeline {

inline constexpr int subjects = 8;
inline constexpr int messages_per_subject = 25;
inline const ConsumerOptions consumer{.group = "tickets", .first_backoff = std::chrono::milliseconds{1}};

inline std::vector<sql::Migration> migrations() {
  auto all = messaging_migrations();
  all.push_back({.name = "0001_effects.sql",
                 .sql = "CREATE TABLE effects (place BIGINT NOT NULL, subject TEXT NOT NULL, data TEXT NOT NULL);\n"});
  return all;
}

/// One process of a service: database and log opened for itself.
struct Process {
  Process(const testing::TemporaryDatabase& of, std::unique_ptr<MessageLog> opened)
      : database(of.open_again()), log(std::move(opened)) {}

  std::unique_ptr<sql::Database> database;
  std::unique_ptr<MessageLog> log;
  telemetry::Telemetry telemetry{
      .service = "process", .log = telemetry::Log::capturing("process"), .metrics = telemetry::Metrics()};
};

/// Every tenth attempt fails, whichever message it is; `refused` can never be applied.
inline std::vector<Subscription> subscription(std::atomic<int>& attempts, const std::string& refused = "") {
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

inline std::vector<std::string> effects_of(sql::Database& database, const std::string& subject) {
  return testing::texts_in(database,
                           fmt::format("SELECT data FROM effects WHERE subject = '{}' ORDER BY place", subject));
}

inline std::int64_t effects_in(sql::Database& database) {
  return testing::number_in(database, "SELECT COUNT(*) FROM effects");
}

inline std::string data_of(int number) {
  return fmt::format("{{\"n\":{}}}", number);
}

inline runtime::Task<> place_orders(sql::Database& database, const Outbox& outbox, int subject) {
  for (int number = 1; number <= messages_per_subject; ++number) {
    co_await database.write([&outbox, subject, number](sql::Transaction& transaction) {
      outbox.add(
          transaction, {},
          {.topic = "order-events", .type = "T", .subject = fmt::format("s{}", subject), .data = data_of(number)});
    });
  }
}

inline void expect_all_effects(sql::Database& database) {
  std::vector<std::string> expected;
  for (int number = 1; number <= messages_per_subject; ++number) expected.push_back(data_of(number));
  for (int subject = 0; subject < subjects; ++subject) {
    EXPECT_EQ(effects_of(database, fmt::format("s{}", subject)), expected) << subject;
  }
  EXPECT_EQ(effects_in(database), subjects * messages_per_subject);
}

/// `open_log` opens the log as one more process would.
inline void expect_single_effects_in_order(const std::function<std::unique_ptr<MessageLog>()>& open_log) {
  testing::IoFixture io(2);
  const base::SystemClock clock;
  base::SystemRandom random;
  const base::IdGenerator generator(clock, random);
  const testing::TemporaryDatabase orders(messaging_migrations());
  const testing::TemporaryDatabase tickets(migrations());
  const Outbox outbox("/order-service", clock, generator);
  std::atomic<int> attempts = 0;
  std::array<Process, 2> relays{{{orders, open_log()}, {orders, open_log()}}};
  std::array<Process, 2> members{{{tickets, open_log()}, {tickets, open_log()}}};
  const auto fail = [](std::string_view name, const std::exception_ptr&) { ADD_FAILURE() << name; };
  runtime::TaskGroup group(fail);

  for (std::size_t index = 0; index < relays.size(); ++index) {
    auto relay = outbox_relay(*relays[index].database, *relays[index].log, clock, fmt::format("relay-{}", index));
    group.spawn(io.executor(index), "relay", runtime::run_worker(std::move(relay), fail));
    group.spawn(io.executor(index), "consume",
                consume(*members[index].database, *members[index].log, subscription(attempts), consumer,
                        members[index].telemetry));
  }
  for (int subject = 0; subject < subjects; ++subject) {
    auto& database = *relays[static_cast<std::size_t>(subject) % relays.size()].database;
    group.spawn(io.executor(0), "orders", place_orders(database, outbox, subject));
  }
  EXPECT_TRUE(testing::eventually([&] { return effects_in(*tickets) >= subjects * messages_per_subject; },
                                  std::chrono::seconds{30}));
  EXPECT_TRUE(testing::eventually(
      [&] { return testing::run(members[0].log->lag(consumer.group, {"order-events"})).at(0).messages == 0; }));
  group.cancel();
  EXPECT_TRUE(group.wait_blocking(testing::default_limit));

  expect_all_effects(*tickets);
}

}  // namespace boxoffice::kit::messaging::pipeline
