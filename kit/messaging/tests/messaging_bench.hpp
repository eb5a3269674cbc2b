#pragma once

// A service's database with an outbox, a broker in memory and a clock that stands still: what tests of this folder use.

#include "kit/base/failure.hpp"
#include "kit/messaging/consumption.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/messaging/relay.hpp"
#include "kit/messaging/tests/memory_message_log.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/seeded_random.hpp"
#include "kit/testing/sql/queries.hpp"
#include "kit/testing/sql/temporary_database.hpp"

#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::messaging {

using Ids = std::vector<std::string>;

inline std::vector<sql::Migration> bench_migrations() {
  auto migrations = messaging_migrations();
  migrations.push_back(
      {.name = "0001_effects.sql",
       .sql = "CREATE TABLE effects (place BIGINT NOT NULL, subject TEXT NOT NULL, message_id TEXT NOT NULL);\n"});
  return migrations;
}

inline Ids ids(const std::vector<Message>& messages) {
  Ids found;
  for (const auto& message : messages) found.push_back(message.id);
  return found;
}

/// Writes the effect of a message first and then fails as told, so that a failure has something to undo.
struct Effects {
  std::map<std::string, int> failures_left{};  // by message id
  std::set<std::string> rejected{};
  bool engine_is_away = false;

  base::Result<void> apply(sql::Transaction& transaction, const Message& message) {
    if (engine_is_away) throw base::Unavailable("the engine went away");
    transaction.execute("INSERT INTO effects (place, subject, message_id) SELECT COUNT(*) + 1, $1, $2 FROM effects",
                        message.subject, message.id);
    if (rejected.contains(message.id)) return base::fail(base::codes::invalid_state, "never");
    if (const auto found = failures_left.find(message.id); found != failures_left.end() && found->second > 0) {
      found->second -= 1;
      throw std::runtime_error("poison");
    }
    return {};
  }
};

struct MessagingBench {
  testing::FakeClock clock{};
  testing::SeededRandom random{};
  base::IdGenerator generator{clock, random};
  testing::TemporaryDatabase database{bench_migrations()};
  MemoryBroker broker{};
  std::unique_ptr<MessageLog> log = broker.open();
  telemetry::Telemetry telemetry{
      .service = "bench", .log = telemetry::Log::capturing("bench"), .metrics = telemetry::Metrics()};
  Outbox outbox{"/order-service", clock, generator};
  Effects effects{};

  /// Commits one message to the outbox and returns its id.
  std::string add(std::string subject, runtime::Context context = {}) {
    return testing::run(database->write([this, subject, context](sql::Transaction& transaction) {
      return outbox.add(transaction, context,
                        {.topic = "order-events", .type = "ORDER_CREATED", .subject = subject, .data = "{\"n\":1}"});
    }));
  }

  /// Puts messages "<subject><number>" on the topic, as another service would.
  void publish(const std::vector<std::pair<std::string, std::string>>& subjects_and_ids) {
    std::vector<Message> messages;
    messages.reserve(subjects_and_ids.size());
    for (const auto& [subject, id] : subjects_and_ids) {
      messages.push_back({.id = id,
                          .topic = "order-events",
                          .source = "/order-service",
                          .type = "ORDER_CREATED",
                          .subject = subject,
                          .traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                          .data = "{}"});
    }
    testing::run(log->publish(std::move(messages)));
  }

  Relay relay(std::string owner, bool is_exclusive = true, std::size_t batch_limit = 512) {
    return Relay(*database, *log, clock,
                 {.owner = std::move(owner), .batch_limit = batch_limit, .is_exclusive = is_exclusive});
  }

  std::unique_ptr<Consumption> consumption(ConsumerOptions options = {.group = "tickets", .attempts = 3},
                                           InboxPolicy policy = InboxPolicy::deduplicate) {
    std::vector<Subscription> subscriptions;
    subscriptions.push_back(
        {.topic = "order-events", .apply = [this](sql::Transaction& transaction, const Message& message) {
           return effects.apply(transaction, message);
         }});
    return std::make_unique<Consumption>(
        Consumption::Parts{.database = *database, .log = *log, .clock = clock, .telemetry = telemetry},
        std::move(subscriptions), std::move(options), policy);
  }

  /// Rounds until nothing more happens at this moment of the clock: receive, apply, and bury or commit.
  static void rounds(Consumption& consumption, int count = 4) {
    for (int round = 0; round < count; ++round) testing::run(consumption.round(std::chrono::milliseconds{0}));
  }

  /// Ids of the messages whose effects are there, in the order in which they were applied.
  Ids applied() const { return testing::texts_in(*database, "SELECT message_id FROM effects ORDER BY place"); }

  std::int64_t count(std::string statement) const { return testing::number_in(*database, std::move(statement)); }

  std::int64_t unpublished() const { return count("SELECT COUNT(*) FROM outbox WHERE published_at IS NULL"); }

  bool has_logged(std::string_view text) const { return times_logged(text) > 0; }

  int times_logged(std::string_view text) const {
    int times = 0;
    for (const auto& line : telemetry.log.captured()) times += line.contains(text) ? 1 : 0;
    return times;
  }
};

}  // namespace boxoffice::kit::messaging
