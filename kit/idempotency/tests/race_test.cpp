// Attempts that look at the same moment and then take: what the conditions in the statements are for.

#include "kit/idempotency/idempotency.hpp"
#include "kit/idempotency/lease.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/sql/temporary_database.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <thread>

namespace boxoffice::kit::idempotency {
namespace {

using testing::run;

// The same statements without their conditions.
constexpr LeaseStatements unguarded{
    .insert =
        "INSERT INTO idempotency_keys "
        "(caller, route, key, fingerprint, attempt, lease_until, resource_id, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (caller, route, key) DO UPDATE SET attempt = $5",
    .take_over =
        "UPDATE idempotency_keys SET attempt = $4, lease_until = $5 "
        "WHERE caller = $1 AND route = $2 AND key = $3 AND $6 IS NOT NULL",
};

http::KeyedRequest request(int attempt = 0) {
  return {.caller = "user-1",
          .route = "POST /api/orders",
          .key = "k",
          .fingerprint = "f",
          .attempt = std::to_string(attempt)};
}

class Race : public ::testing::Test {
 protected:
  static constexpr int attempts = 4;

  /// Every attempt looks in a transaction of its own, waits until all have looked, then takes in another. Each has its
  /// own connection, as if it were its own process. Returns how many believe that the key is theirs.
  int winners(const LeaseStatements& statements) {
    std::barrier all_have_looked(attempts);
    std::array<bool, attempts> won{};
    std::vector<std::jthread> threads;
    for (int number = 0; number < attempts; ++number) {
      threads.emplace_back([&, number] {
        const auto own = database_.open_again();
        const auto seen = run(own->read([](sql::Session& session) { return look(session, request()); }));
        all_have_looked.arrive_and_wait();
        won[static_cast<std::size_t>(number)] = run(own->write([&, seen, number](sql::Transaction& transaction) {
          return seen ? take_over(transaction, request(number), clock_.now(), *seen, statements)
                      : take_new(transaction, request(number), clock_.now(), "", statements);
        }));
      });
    }
    threads.clear();
    return static_cast<int>(std::ranges::count(won, true));
  }

  void leave_unfinished_attempt() {
    const auto step = [this](sql::Transaction& transaction) {
      return take_new(transaction, request(), clock_.now(), "");
    };
    ASSERT_TRUE(run(database_->write(step)));
    clock_.advance(lease);
  }

  testing::TemporaryDatabase database_{idempotency_migrations()};
  testing::FakeClock clock_;
};

TEST_F(Race, given_concurrent_first_attempts_then_one_gets_the_key) {
  EXPECT_EQ(winners(guarded_statements()), 1);
}

TEST_F(Race, given_concurrent_take_overs_then_one_gets_the_key) {
  leave_unfinished_attempt();

  EXPECT_EQ(winners(guarded_statements()), 1);
}

TEST_F(Race, given_no_guard_then_several_first_attempts_run) {
  EXPECT_EQ(winners(unguarded), attempts);
}

TEST_F(Race, given_no_guard_then_several_take_overs_run) {
  leave_unfinished_attempt();

  EXPECT_EQ(winners(unguarded), attempts);
}

TEST_F(Race, given_concurrent_begins_then_one_goes_on_and_the_others_are_told) {
  std::array<bool, attempts> goes_on{};
  std::barrier start(attempts);
  std::vector<std::jthread> threads;
  for (int number = 0; number < attempts; ++number) {
    threads.emplace_back([&, number] {
      start.arrive_and_wait();
      const auto begun = run(database_->write([&, number](sql::Transaction& transaction) {
        return begin(transaction, request(number), clock_.now(), "");
      }));
      goes_on[static_cast<std::size_t>(number)] = begun.has_value();
      if (!begun) EXPECT_EQ(begun.error().code, base::codes::request_in_progress);
    });
  }
  threads.clear();

  EXPECT_EQ(std::ranges::count(goes_on, true), 1);
}

}  // namespace
}  // namespace boxoffice::kit::idempotency
