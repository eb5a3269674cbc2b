// Nobody sells a ticket twice: many buyers, two instances on one database; and what happens without the guards.

#include "kit/base/failure.hpp"
#include "kit/runtime/concurrently.hpp"
#include "services/tickets/core/errors.hpp"
#include "services/tickets/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace boxoffice::services::tickets {
namespace {

constexpr int capacity = 40;
constexpr int buyers_per_instance = 60;

/// What the buyers were told.
struct Told {
  int got = 0;
  int sold_out = 0;
  int failed = 0;
};

Task<> buy_one(Reservations& reservations, int number, Told& told) {
  try {
    const auto held = co_await reservations.reserve({}, reserve_request(number, 1, number));
    if (!held) {
      EXPECT_EQ(held.error().code, codes::sold_out);
      ++told.sold_out;
      co_return;
    }
    const auto sold = co_await reservations.confirm({}, order(number));
    if (sold) ++told.got;
  } catch (const kit::base::Unavailable&) {
    ++told.failed;  // kept losing against the other instance; nothing was promised
  }
}

class race : public TicketsFixture {
 protected:
  /// Takes the checks out of the inventory table.
  void drop_checks() {
    kit::testing::run(database->write([](kit::sql::Transaction& transaction) {
      transaction.execute("CREATE TABLE unchecked AS SELECT * FROM inventory");
      transaction.execute("DROP TABLE inventory");
      transaction.execute("ALTER TABLE unchecked RENAME TO inventory");
    }));
  }

  /// Buyers come to two instances at once, each with its own connection, as two processes would.
  Told buy_from_two_instances(StockPolicy policy) {
    const auto second_database = database.open_again();
    Instance one(*database, outbox, clock, ids, policy);
    Instance two(*second_database, outbox, clock, ids, policy);
    Told told;
    std::vector<Task<>> buyers;
    for (int number = 1; number <= buyers_per_instance; ++number) {
      buyers.push_back(buy_one(one.reservations, number, told));
      buyers.push_back(buy_one(two.reservations, 1000 + number, told));
    }
    kit::testing::run(kit::runtime::run_all(std::move(buyers)), std::chrono::minutes{1});
    return told;
  }

  std::int64_t taken() {
    return number(
        "SELECT CAST(COALESCE(SUM(i.quantity), 0) AS BIGINT) FROM hold_items i JOIN holds h "
        "ON h.order_id = i.order_id WHERE h.status IN ('HELD', 'SOLD')");
  }
};

TEST_F(race, given_more_buyers_than_tickets_at_two_instances_then_exactly_the_capacity_is_sold) {
  publish(published_event(capacity));

  const Told told = buy_from_two_instances(StockPolicy::one_transaction);

  EXPECT_EQ(told.got, capacity);
  EXPECT_EQ(told.sold_out, 2 * buyers_per_instance - capacity);
  EXPECT_EQ(told.failed, 0);
  EXPECT_EQ(stock_of().sold, capacity);
  EXPECT_EQ(number("SELECT COUNT(*) FROM tickets"), capacity);
}

TEST_F(race, given_one_transaction_without_the_tables_checks_then_still_exactly_the_capacity_is_sold) {
  publish(published_event(capacity));
  drop_checks();

  const Told told = buy_from_two_instances(StockPolicy::one_transaction);

  EXPECT_EQ(told.got, capacity);
  EXPECT_EQ(taken(), capacity);
}

TEST_F(race, given_reading_apart_from_writing_then_the_tables_checks_still_prevent_overselling) {
  publish(published_event(capacity));

  buy_from_two_instances(StockPolicy::read_apart);

  EXPECT_LE(taken(), capacity);
  EXPECT_EQ(stock_of().available + taken(), capacity);
}

TEST_F(race, given_reading_apart_and_no_checks_then_tickets_are_sold_twice) {
  publish(published_event(capacity));
  drop_checks();

  buy_from_two_instances(StockPolicy::read_apart);

  EXPECT_GT(taken(), capacity) << "this test shows the race that the guards prevent";
}

TEST_F(race, given_same_order_reserved_at_two_instances_then_one_hold) {
  publish(published_event(capacity));
  const auto second_database = database.open_again();
  Instance two(*second_database, outbox, clock, ids);
  const auto reserve_once = [](Reservations& calls) -> Task<> {
    EXPECT_TRUE(co_await calls.reserve({}, reserve_request(1, 2)));
  };
  std::vector<Task<>> calls;
  for (int repeat = 0; repeat < 10; ++repeat) {
    calls.push_back(reserve_once(instance.reservations));
    calls.push_back(reserve_once(two.reservations));
  }

  kit::testing::run(kit::runtime::run_all(std::move(calls)));

  EXPECT_EQ(stock_of().held, 2);
  EXPECT_EQ(published().size(), 1U);
}

TEST_F(race, given_cancel_and_reserve_of_one_order_at_once_then_nothing_stays_held) {
  publish(published_event(capacity));
  const auto second_database = database.open_again();
  Instance two(*second_database, outbox, clock, ids);
  const auto reserve_it = [](Reservations& calls, int number) -> Task<> {
    std::ignore = co_await calls.reserve({}, reserve_request(number, 1));
  };
  const auto cancel_it = [](Reservations& calls, int number) -> Task<> {
    EXPECT_TRUE(co_await calls.cancel({}, order(number), {}));
  };
  std::vector<Task<>> calls;
  for (int number = 1; number <= 50; ++number) {
    calls.push_back(reserve_it(instance.reservations, number));
    calls.push_back(cancel_it(two.reservations, number));
  }

  kit::testing::run(kit::runtime::run_all(std::move(calls)));

  EXPECT_EQ(stock_of().held, 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM holds WHERE status = 'CANCELLED'"), 50);
}

}  // namespace
}  // namespace boxoffice::services::tickets
