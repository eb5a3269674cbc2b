// Nobody sells a ticket twice: many buyers, two instances on one database. Each race is also run with its guards taken
// out, and must then be seen: something happens at another instance between a look at the stock and what is written.

#include "kit/base/failure.hpp"
#include "kit/runtime/concurrently.hpp"
#include "kit/testing/sql/crossed_database.hpp"
#include "kit/testing/sql/drop_constraints.hpp"
#include "services/tickets/core/errors.hpp"
#include "services/tickets/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
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
  using Reserved = Result<contracts::Reservation>;
  using Confirmed = Result<contracts::TicketsConfirmed>;

  void drop_constraints(std::vector<std::string> tables) {
    kit::testing::drop_constraints(*database, std::move(tables));
  }

  /// Buyers come to two instances at once, each with its own connection, as two processes would.
  Told buy_from_two_instances() {
    const auto second_database = database.open_again();
    Instance two(*second_database, outbox, clock, ids);
    Told told;
    std::vector<Task<>> buyers;
    for (int number = 1; number <= buyers_per_instance; ++number) {
      buyers.push_back(buy_one(instance.reservations, number, told));
      buyers.push_back(buy_one(two.reservations, 1000 + number, told));
    }
    kit::testing::run(kit::runtime::run_all(std::move(buyers)), std::chrono::minutes{1});
    return told;
  }

  // What somebody is told at an instance of that policy, when something happens elsewhere before it writes: for
  // one_transaction before it has looked, for the others after.
  Reserved reserve_crossed(StockPolicy policy, std::function<Task<>()> meanwhile, contracts::ReserveTickets wanted) {
    crossed.meanwhile = std::move(meanwhile);
    Instance crossing(crossed, outbox, clock, ids, policy);
    return kit::testing::run(crossing.reservations.reserve({}, std::move(wanted)));
  }
  Confirmed confirm_crossed(StockPolicy policy, std::function<Task<>()> meanwhile) {
    crossed.meanwhile = std::move(meanwhile);
    Instance crossing(crossed, outbox, clock, ids, policy);
    return kit::testing::run(crossing.reservations.confirm({}, order(1)));
  }
  Result<void> cancel_crossed(std::function<Task<>()> meanwhile) {
    crossed.meanwhile = std::move(meanwhile);
    Instance crossing(crossed, outbox, clock, ids);
    return kit::testing::run(crossing.reservations.cancel({}, order(1), {}));
  }

  Task<> reserve_elsewhere(contracts::ReserveTickets wanted) {
    EXPECT_TRUE(co_await instance.reservations.reserve({}, std::move(wanted)));
  }
  Task<> confirm_elsewhere() { EXPECT_TRUE(co_await instance.reservations.confirm({}, order(1))); }
  Task<> cancel_elsewhere() { EXPECT_TRUE(co_await instance.reservations.cancel({}, order(1), {})); }

  /// Two people reserve the only ticket. What the second one is told.
  Reserved reserve_last_one(StockPolicy policy) {
    return reserve_crossed(
        policy, [this] { return reserve_elsewhere(reserve_request(2, 1, 2)); }, reserve_request(1, 1));
  }
  /// The same order is reserved twice.
  Reserved reserve_again(StockPolicy policy) {
    return reserve_crossed(policy, [this] { return reserve_elsewhere(reserve_request(1, 2)); }, reserve_request(1, 2));
  }
  /// One person, who may have one ticket, reserves it under two orders.
  Reserved reserve_second_order(StockPolicy policy) {
    contracts::messages::EventState limited = published_event(capacity);
    limited.ticket_types.front().max_per_user = 1;
    publish(std::move(limited));
    return reserve_crossed(policy, [this] { return reserve_elsewhere(reserve_request(2, 1)); }, reserve_request(1, 1));
  }
  /// An order is cancelled before it has reserved.
  Reserved reserve_cancelled(StockPolicy policy) {
    return reserve_crossed(policy, [this] { return cancel_elsewhere(); }, reserve_request(1, 1));
  }
  /// A held order is confirmed while it is cancelled.
  Confirmed confirm_cancelled(StockPolicy policy) {
    EXPECT_TRUE(reserve(reserve_request(1, 1)));
    return confirm_crossed(policy, [this] { return cancel_elsewhere(); });
  }
  /// A held order is confirmed twice.
  Confirmed confirm_again(StockPolicy policy) {
    EXPECT_TRUE(reserve(reserve_request(1, 1)));
    return confirm_crossed(policy, [this] { return confirm_elsewhere(); });
  }

  std::int64_t taken() {
    return number(
        "SELECT CAST(COALESCE(SUM(i.quantity), 0) AS BIGINT) FROM hold_items i JOIN holds h "
        "ON h.order_id = i.order_id WHERE h.status IN ('HELD', 'SOLD')");
  }
  std::int64_t valid_tickets() { return number("SELECT COUNT(*) FROM tickets WHERE status = 'VALID'"); }

  kit::testing::CrossedDatabase crossed{*database};
};

TEST_F(race, given_more_buyers_than_tickets_at_two_instances_then_exactly_the_capacity_is_sold) {
  publish(published_event(capacity));

  const Told told = buy_from_two_instances();

  EXPECT_EQ(told.got, capacity);
  EXPECT_EQ(told.sold_out, 2 * buyers_per_instance - capacity);
  EXPECT_EQ(told.failed, 0);
  EXPECT_EQ(stock_of().sold, capacity);
  EXPECT_EQ(valid_tickets(), capacity);
}

TEST_F(race, given_one_transaction_without_the_tables_checks_then_still_exactly_the_capacity_is_sold) {
  publish(published_event(capacity));
  drop_constraints({"inventory"});

  const Told told = buy_from_two_instances();

  EXPECT_EQ(told.got, capacity);
  EXPECT_EQ(taken(), capacity);
}

TEST_F(race, given_reading_apart_from_writing_then_the_tables_checks_still_prevent_overselling) {
  publish(published_event(1));

  EXPECT_EQ(reserve_last_one(StockPolicy::read_apart).error().code, codes::sold_out);

  EXPECT_EQ(taken(), 1);
  EXPECT_EQ(stock_of().available, 0);
}

TEST_F(race, without_guards_then_the_last_ticket_is_sold_twice) {
  publish(published_event(1));
  drop_constraints({"inventory"});

  EXPECT_TRUE(reserve_last_one(StockPolicy::read_apart));

  EXPECT_EQ(taken(), 2);
}

TEST_F(race, given_limit_per_person_and_orders_at_two_instances_then_no_more_than_that) {
  EXPECT_EQ(reserve_second_order(StockPolicy::one_transaction).error().code, codes::limit_exceeded);

  EXPECT_EQ(taken(), 1);
}

TEST_F(race, without_the_transaction_then_a_person_gets_more_than_the_limit) {
  EXPECT_TRUE(reserve_second_order(StockPolicy::read_apart));

  EXPECT_EQ(taken(), 2);
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

TEST_F(race, given_reading_apart_then_the_key_of_holds_still_makes_it_one) {
  publish(published_event(capacity));

  EXPECT_TRUE(reserve_again(StockPolicy::read_apart));

  EXPECT_EQ(stock_of().held, 2);
  EXPECT_EQ(published().size(), 1U);
}

TEST_F(race, without_guards_then_an_order_holds_twice) {
  publish(published_event(capacity));
  drop_constraints({"holds", "hold_items"});

  EXPECT_TRUE(reserve_again(StockPolicy::read_apart));

  EXPECT_EQ(stock_of().held, 4);
  EXPECT_EQ(published().size(), 2U);
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

TEST_F(race, given_reading_apart_then_the_tombstones_key_still_stops_the_reserve) {
  publish(published_event(capacity));

  EXPECT_EQ(reserve_cancelled(StockPolicy::read_apart).error().code, codes::hold_lost);

  EXPECT_EQ(stock_of().held, 0);
}

TEST_F(race, without_guards_then_a_cancelled_order_holds_tickets) {
  publish(published_event(capacity));
  drop_constraints({"holds"});

  EXPECT_TRUE(reserve_cancelled(StockPolicy::read_apart));

  EXPECT_EQ(stock_of().held, 1);
}

TEST_F(race, given_reserve_between_a_cancels_look_and_its_tombstone_then_given_back) {
  publish(published_event(capacity));

  EXPECT_TRUE(cancel_crossed([this] { return reserve_elsewhere(reserve_request(1, 1)); }));

  EXPECT_EQ(stock_of().held, 0);
}

TEST_F(race, without_the_key_of_holds_then_the_cancel_leaves_them_held) {
  publish(published_event(capacity));
  drop_constraints({"holds"});

  EXPECT_TRUE(cancel_crossed([this] { return reserve_elsewhere(reserve_request(1, 1)); }));

  EXPECT_EQ(stock_of().held, 1);
}

TEST_F(race, given_hold_cancelled_while_it_is_confirmed_then_lost) {
  publish(published_event(capacity));

  EXPECT_EQ(confirm_cancelled(StockPolicy::read_apart).error().code, codes::hold_lost);

  EXPECT_EQ(valid_tickets(), 0);
  EXPECT_EQ(stock_of().available, capacity);
}

TEST_F(race, without_guards_then_a_cancelled_order_gets_its_tickets) {
  publish(published_event(capacity));
  drop_constraints({"inventory"});

  EXPECT_TRUE(confirm_cancelled(StockPolicy::unguarded));

  EXPECT_EQ(valid_tickets(), 1);
  EXPECT_EQ(stock_of().available, capacity) << "and all of them are on sale";
}

TEST_F(race, given_order_confirmed_twice_at_once_then_the_same_tickets) {
  publish(published_event(capacity));

  EXPECT_EQ(confirm_again(StockPolicy::read_apart)->ticket_ids.size(), 1U);

  EXPECT_EQ(valid_tickets(), 1);
  EXPECT_EQ(stock_of().sold, 1);
}

TEST_F(race, without_guards_then_an_order_gets_its_tickets_twice) {
  publish(published_event(capacity));
  drop_constraints({"inventory", "tickets"});

  EXPECT_TRUE(confirm_again(StockPolicy::unguarded));

  EXPECT_EQ(valid_tickets(), 2);
}

}  // namespace
}  // namespace boxoffice::services::tickets
