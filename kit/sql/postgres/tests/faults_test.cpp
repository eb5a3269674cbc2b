// A server that goes away, hangs or refuses: what callers are told, that nothing is left, and that it heals by itself.

#include "kit/base/failure.hpp"
#include "kit/sql/postgres/postgres_database.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/postgres/postgres_server.hpp"
#include "kit/testing/run.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::sql {
namespace {

using std::chrono::milliseconds;
using testing::PostgresServer;
using testing::run;

void insert(Transaction& transaction) {
  transaction.execute("INSERT INTO thing (name) VALUES ($1)", "one");
}

class postgres_faults : public ::testing::Test {
 protected:
  postgres_faults() {
    run(database->write([](Transaction& transaction) {
      transaction.execute("DROP TABLE IF EXISTS thing");
      transaction.execute("CREATE TABLE thing (name TEXT, amount BIGINT NOT NULL DEFAULT 0)");
    }));
  }

  PostgresOptions options() {
    return {.url = server.url(),
            .schema = "faults",
            .connections = 2,
            .statement_limit = milliseconds{500},
            .lock_limit = milliseconds{200},
            .startup_limit = milliseconds{300}};
  }
  std::string refusal(const std::string& url) {
    auto wrong = options();
    wrong.url = url;
    try {
      (void)open_postgres(wrong);
    } catch (const base::StartupError& error) {
      return error.what();
    }
    return "no refusal";
  }
  std::int64_t count() {
    return run(database->read(
        [](Session& session) { return session.query_one("SELECT count(*) FROM thing")->get<std::int64_t>(0); }));
  }
  bool works() {
    try {
      return count() >= 0;
    } catch (const base::Unavailable&) {
      return false;
    }
  }

  PostgresServer& server = PostgresServer::shared();
  std::unique_ptr<Database> database = open_postgres(options());
};

/// Without turns, each of them tries again against all the others, some of them many times.
TEST_F(postgres_faults, given_many_that_want_the_same_row_then_each_is_served_at_its_third_attempt) {
  run(database->write(insert));
  constexpr int writers = 16;
  constexpr int each = 20;
  auto many = options();
  many.connections = writers / 2;
  many.lock_limit = milliseconds{5000};
  const std::array instances{open_postgres(many), open_postgres(many)};
  std::atomic<int> most_attempts = 0;
  const auto add_one = [&most_attempts](Database& instance) {
    std::atomic<int> attempts = 0;
    run(instance.write([&attempts](Transaction& transaction) {
      ++attempts;
      const auto amount = transaction.query_one("SELECT amount FROM thing")->get<std::int64_t>(0);
      transaction.query("SELECT 1 FROM pg_sleep(0.002)");  // so that others look in between
      transaction.execute("UPDATE thing SET amount = $1", amount + 1);
    }));
    for (int most = most_attempts; most < attempts && !most_attempts.compare_exchange_weak(most, attempts);) {
    }
  };

  std::vector<std::future<void>> working;
  for (std::size_t writer = 0; writer < writers; ++writer) {
    working.push_back(std::async(std::launch::async, [&add_one, &instance = *instances.at(writer % instances.size())] {
      for (int round = 0; round < each; ++round) add_one(instance);
    }));
  }
  for (auto& work : working) work.get();

  EXPECT_EQ(run(database->read(
                [](Session& session) { return session.query_one("SELECT amount FROM thing")->get<std::int64_t>(0); })),
            writers * each);
  EXPECT_LE(most_attempts, 3);
}

TEST_F(postgres_faults, given_a_server_that_was_restarted_then_idle_connections_are_replaced_unnoticed) {
  run(database->write(insert));
  server.stop();
  server.start();

  run(database->write(insert));

  EXPECT_EQ(count(), 2);
}

TEST_F(postgres_faults, given_a_server_that_crashed_then_unavailable_until_it_is_back) {
  run(database->write(insert));
  server.kill();

  EXPECT_THROW(run(database->write(insert)), base::Unavailable);
  EXPECT_THROW(run(database->read([](Session& session) { session.query("SELECT 1"); })), base::Unavailable);
  EXPECT_FALSE(run(database->healthy()));

  server.start();
  EXPECT_TRUE(testing::eventually([&] { return works(); }));
  EXPECT_EQ(count(), 1);
  EXPECT_TRUE(run(database->healthy()));
}

TEST_F(postgres_faults, given_a_server_that_hangs_then_unavailable_after_the_limit_and_well_again_afterwards) {
  server.freeze();
  EXPECT_THROW(run(database->write(insert)), base::Unavailable);
  server.thaw();

  EXPECT_TRUE(testing::eventually([&] { return works(); }));
  run(database->write(insert));
  EXPECT_EQ(count(), 1);
}

TEST_F(postgres_faults, given_a_connection_that_ends_in_mid_transaction_then_nothing_is_left) {
  const auto insert_and_lose = [](Transaction& transaction) {
    insert(transaction);
    transaction.query("SELECT 1 FROM (SELECT pg_terminate_backend(pg_backend_pid())) AS ended");
  };

  EXPECT_THROW(run(database->write(insert_and_lose)), base::Unavailable);

  EXPECT_EQ(count(), 0);
}

TEST_F(postgres_faults, given_a_row_that_another_transaction_holds_for_long_then_unavailable) {
  run(database->write(insert));
  std::latch holds(1);
  std::latch may_end(1);
  auto holder = std::async(std::launch::async, [&] {
    run(database->write([&](Transaction& transaction) {
      transaction.execute("UPDATE thing SET amount = 1");
      holds.count_down();
      may_end.wait();
    }));
  });
  holds.wait();

  const auto update = [](Transaction& transaction) { transaction.execute("UPDATE thing SET amount = 2"); };
  EXPECT_THROW(run(database->write(update)), base::Unavailable);

  may_end.count_down();
  holder.get();
}

TEST_F(postgres_faults, given_a_statement_that_takes_too_long_then_unavailable) {
  const auto sleep = [](Session& session) { session.query("SELECT 1 FROM (SELECT pg_sleep(30)) AS slept"); };

  EXPECT_THROW(run(database->read(sleep)), base::Unavailable);
}

TEST_F(postgres_faults, given_a_zero_byte_in_a_text_then_it_is_refused_and_not_cut) {
  using namespace std::string_literals;
  const auto store = [](Transaction& transaction) {
    transaction.execute("INSERT INTO thing (name) VALUES ($1)", "one\0two"s);
  };

  EXPECT_THROW(run(database->write(store)), std::logic_error);

  EXPECT_EQ(count(), 0);
}

TEST_F(postgres_faults, given_listeners_when_the_server_was_away_then_they_are_called_and_hear_again) {
  std::atomic<int> heard = 0;
  const auto other = open_postgres(options());
  const auto listening = other->listen("news", [&] { ++heard; });
  ASSERT_TRUE(testing::eventually([&] { return heard == 1; }));  // it has connected

  server.stop();
  server.start();

  EXPECT_TRUE(testing::eventually([&] { return heard == 2; }));  // it may have missed something
  run(database->write([](Transaction& transaction) { transaction.notify("news"); }));
  EXPECT_TRUE(testing::eventually([&] { return heard == 3; }));
}

TEST_F(postgres_faults, given_urls_that_cannot_work_then_a_sentence_that_names_the_setting) {
  for (const std::string& url :
       {server.url("postgres", "nobody-here"), server.url("no_such_database"), std::string("postgres://[::1"),
        std::string("postgres://boxoffice@127.0.0.1:1/postgres")}) {
    SCOPED_TRACE(url);
    const std::string sentence = refusal(url);
    EXPECT_TRUE(sentence.starts_with("DATABASE_URL cannot be used: ")) << sentence;
    EXPECT_FALSE(sentence.contains('\n')) << sentence;
  }
}

TEST_F(postgres_faults, given_a_role_that_may_not_make_the_schema_then_a_sentence_that_says_so) {
  run(database->write([](Transaction& transaction) {
    transaction.execute("DROP ROLE IF EXISTS small");
    transaction.execute("CREATE ROLE small LOGIN");
  }));
  auto small = options();
  small.url = server.url("postgres", "small");
  small.schema = "not_there";

  try {
    (void)open_postgres(small);
    ADD_FAILURE() << "no refusal";
  } catch (const base::StartupError& error) {
    EXPECT_TRUE(std::string_view(error.what()).contains("the schema not_there is missing")) << error.what();
  }
}

}  // namespace
}  // namespace boxoffice::kit::sql
