// Rows of concurrent transactions become visible in another order than that of their positions. SQLite has one writer
// and cannot show it, so these tests have a PostgreSQL server of their own.

#include "kit/messaging/outbox.hpp"
#include "kit/messaging/relay.hpp"
#include "kit/messaging/tests/memory_message_log.hpp"
#include "kit/sql/migrations.hpp"
#include "kit/sql/postgres/postgres_database.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/io_fixture.hpp"
#include "kit/testing/postgres/postgres_server.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/seeded_random.hpp"
#include "kit/testing/sql/queries.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <future>
#include <latch>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging {
namespace {

using testing::run;
using Subjects = std::vector<std::string>;

/// What a relay must not be: it remembers the last position it has seen and asks for those behind it.
class NaivePoll {
 public:
  explicit NaivePoll(sql::Database& database) : database_(database) {}

  void tick() {
    run(database_.read([this](sql::Session& session) {
      for (const auto& row :
           session.query("SELECT position, subject FROM outbox WHERE position > $1 ORDER BY position", last_)) {
        last_ = row.get<std::int64_t>(0);
        seen_.push_back(row.get<std::string>(1));
      }
    }));
  }
  [[nodiscard]] const Subjects& seen() const { return seen_; }

 private:
  sql::Database& database_;
  std::int64_t last_ = 0;
  Subjects seen_{};
};

class commit_order : public ::testing::Test {
 protected:
  commit_order() { run(sql::migrate(*database, messaging_migrations())); }
  void TearDown() override {
    if (slow.valid()) end_slow();  // a test that failed half-way
  }

  void add(sql::Transaction& transaction, const std::string& subject) const {
    outbox.add(transaction, {}, {.topic = "order-events", .type = "ORDER_CREATED", .subject = subject});
  }
  void add(const std::string& subject) {
    run(database->write([this, subject](sql::Transaction& transaction) { add(transaction, subject); }));
  }
  /// A transaction that has its position and does not commit before end_slow().
  void begin_slow() {
    slow = std::async(std::launch::async, [this] {
      run(database->write([this](sql::Transaction& transaction) {
        add(transaction, "slow");
        has_position.count_down();
        may_commit.wait();
      }));
    });
    has_position.wait();
  }
  void end_slow() {
    may_commit.count_down();
    slow.get();
  }

  [[nodiscard]] Subjects published() const {
    Subjects subjects;
    for (const auto& message : broker.published("order-events")) subjects.push_back(message.subject);
    return subjects;
  }
  [[nodiscard]] Subjects by_position() const {
    return testing::texts_in(*database, "SELECT subject FROM outbox ORDER BY position");
  }
  [[nodiscard]] std::int64_t unpublished() const {
    return testing::number_in(*database, "SELECT COUNT(*) FROM outbox WHERE published_at IS NULL");
  }

  std::unique_ptr<sql::Database> database =
      sql::open_postgres({.url = testing::PostgresServer::shared().url(), .schema = next_schema(), .connections = 4});
  testing::FakeClock clock{};
  testing::SeededRandom random{};
  base::IdGenerator generator{clock, random};
  Outbox outbox{"/order-service", clock, generator};
  MemoryBroker broker{};
  std::unique_ptr<MessageLog> log = broker.open();
  Relay relay{*database, *log, clock, {.owner = "first"}};

 private:
  static std::string next_schema() {
    static int made = 0;
    return fmt::format("commit_order_{}", ++made);
  }

  std::latch has_position{1};
  std::latch may_commit{1};
  std::future<void> slow{};
};

TEST_F(commit_order, given_a_slow_transaction_with_a_lower_position_then_a_poll_behind_the_last_one_loses_its_message) {
  NaivePoll poll(*database);
  begin_slow();
  add("fast");
  poll.tick();
  end_slow();
  ASSERT_EQ(by_position(), (Subjects{"slow", "fast"}));

  poll.tick();
  add("later");
  poll.tick();

  EXPECT_EQ(poll.seen(), (Subjects{"fast", "later"}));
}

TEST_F(commit_order, given_a_slow_transaction_with_a_lower_position_then_the_relay_publishes_its_message_too) {
  begin_slow();
  add("fast");
  run(relay.tick());
  EXPECT_EQ(published(), (Subjects{"fast"}));
  end_slow();
  ASSERT_EQ(by_position(), (Subjects{"slow", "fast"}));

  run(relay.tick());
  add("later");
  run(relay.tick());

  EXPECT_EQ(published(), (Subjects{"fast", "slow", "later"}));
  EXPECT_EQ(unpublished(), 0);
}

TEST_F(commit_order, given_a_transaction_that_commits_between_two_being_published_then_it_is_not_taken_for_published) {
  testing::IoFixture io;
  add("first");
  begin_slow();
  add("fast");
  broker.close_gate();
  auto ticking = std::async(std::launch::async, [&] { return io.run(relay.tick()); });
  ASSERT_TRUE(testing::eventually([&] { return broker.arrivals() == 1; }));
  end_slow();
  ASSERT_EQ(by_position(), (Subjects{"first", "slow", "fast"}));

  broker.open_gate();
  ticking.get();
  EXPECT_EQ(unpublished(), 1);
  run(relay.tick());

  EXPECT_EQ(published(), (Subjects{"first", "fast", "slow"}));
  EXPECT_EQ(unpublished(), 0);
}

}  // namespace
}  // namespace boxoffice::kit::messaging
