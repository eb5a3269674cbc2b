// The races of the purchase. Each is also run with its guard taken out, and must then be seen.

#include "kit/base/failure.hpp"
#include "services/orders/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::services::orders {
namespace {

using kit::sql::Transaction;
using kit::testing::run;

class races : public OrdersFixture {
 protected:
  /// Two instances read the same PENDING order; one lets it expire, then the other confirms what it has read.
  OrderStatus expire_then_confirm(StatusGuard guard) {
    const Order order = placed();
    deliver_hold_expired(order);
    const Order as_read = now(order.id);
    const SqlSteps other(outbox, clock, guard);
    (void)run(store.take_step({}, order.id, Trigger::gate_closed, std::nullopt));
    EXPECT_EQ(now(order.id).status, OrderStatus::expired);
    try {
      run(database->write([&](Transaction& transaction) {
        (void)other.take(transaction, {}, as_read, Trigger::tickets_confirmed, std::nullopt);
      }));
    } catch (const kit::base::Unavailable&) {
      EXPECT_EQ(guard, StatusGuard::on) << "only a guarded step notices that the order has moved on";
    }
    return now(order.id).status;
  }

  /// How often one task is claimed by two workers that look at the same moment.
  std::size_t claims_of_one_task(LeaseGuard guard) {
    const Order order = placed();
    payments.open.insert(order.id.str());
    deliver(about_payment<contracts::messages::PaymentSucceeded>(order));
    const auto second_database = database.open_again();
    SqlTasks first(*database, clock, guard);
    SqlTasks second(*second_database, clock, guard);
    return run(first.claim(10)).size() + run(second.claim(10)).size();
  }
};

TEST_F(races, given_guard_then_what_has_expired_is_never_confirmed) {
  EXPECT_EQ(expire_then_confirm(StatusGuard::on), OrderStatus::expired);
}

TEST_F(races, without_guard_then_an_expired_order_becomes_confirmed) {
  EXPECT_EQ(expire_then_confirm(StatusGuard::off), OrderStatus::confirmed);
}

TEST_F(races, given_lease_then_one_worker_has_the_task) {
  EXPECT_EQ(claims_of_one_task(LeaseGuard::on), 1U);
}

TEST_F(races, without_lease_then_both_workers_have_it) {
  EXPECT_EQ(claims_of_one_task(LeaseGuard::off), 2U);
}

TEST_F(races, given_lease_that_ran_out_then_another_worker_takes_over) {
  const Order order = placed();
  payments.open.insert(order.id.str());
  deliver(about_payment<contracts::messages::PaymentSucceeded>(order));
  ASSERT_EQ(run(task_store.claim(10)).size(), 1U);
  EXPECT_TRUE(run(task_store.claim(10)).empty());

  clock.advance(task_lease);

  EXPECT_EQ(run(task_store.claim(10)).size(), 1U);
}

}  // namespace
}  // namespace boxoffice::services::orders
