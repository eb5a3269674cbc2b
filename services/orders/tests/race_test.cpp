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
    const SqlSteps other(outbox, clock, telemetry.log, guard);
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
    SqlTasks first(*database, clock, ids, guard);
    SqlTasks second(*second_database, clock, ids, guard);
    return run(first.claim(10)).size() + run(second.claim(10)).size();
  }

  /// A confirm task, held by somebody whose lease has run out and by somebody who has taken over.
  struct TakenOver {
    OrderTask late{};
    OrderTask held{};
  };
  TakenOver taken_over() {
    const Order order = placed();
    payments.open.insert(order.id.str());
    deliver(about_payment<contracts::messages::PaymentSucceeded>(order));
    const auto late = run(task_store.claim(10));
    clock.advance(task_lease);
    const auto held = run(task_store.claim(10));
    return {.late = late.at(0), .held = held.at(0)};
  }
  void end(const OrderTask& task, LeaseGuard guard) {
    SqlOrders ending(*database, steps, clock, ids, guard);
    (void)run(ending.finish_task({}, task, std::nullopt));
  }

  /// Whether the money of a cancelled order goes back that arrives while a worker, who found none to give back, is
  /// about to end the refund.
  bool late_money_goes_back(LeaseGuard guard) {
    const Order order = placed();
    deliver_event_cancelled();
    (void)run(store.take_step({}, order.id, Trigger::tickets_confirmed, std::nullopt));
    EXPECT_EQ(now(order.id).status, OrderStatus::cancelled);
    const auto refund = run(task_store.claim(10));
    payments.open.insert(order.id.str());
    deliver(about_payment<contracts::messages::PaymentSucceeded>(order));  // asks for the refund anew
    end(refund.at(0), guard);
    work();
    return payments.refunded.contains(order.id.str());
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

TEST_F(races, given_guard_then_a_task_that_is_asked_for_anew_outlives_its_old_holder) {
  EXPECT_TRUE(late_money_goes_back(LeaseGuard::on));
}

TEST_F(races, without_guard_then_a_task_that_is_asked_for_anew_is_lost) {
  EXPECT_FALSE(late_money_goes_back(LeaseGuard::off));
}

TEST_F(races, given_guard_then_a_late_holder_does_not_end_what_another_holds) {
  end(taken_over().late, LeaseGuard::on);
  EXPECT_EQ(open_tasks(), 1U);
}

TEST_F(races, without_guard_then_a_late_holder_ends_what_another_holds) {
  end(taken_over().late, LeaseGuard::off);
  EXPECT_EQ(open_tasks(), 0U);
}

TEST_F(races, given_guard_then_a_late_holder_does_not_give_away_what_another_holds) {
  run(task_store.postpone(taken_over().late, clock.now()));
  EXPECT_TRUE(run(task_store.claim(10)).empty());
}

TEST_F(races, without_guard_then_a_late_holder_gives_away_what_another_holds) {
  SqlTasks unguarded(*database, clock, ids, LeaseGuard::off);
  run(unguarded.postpone(taken_over().late, clock.now()));
  EXPECT_EQ(run(task_store.claim(10)).size(), 1U);
}

TEST_F(races, given_task_that_ended_and_was_asked_for_anew_then_a_holder_from_before_does_not_end_it) {
  const auto [late, held] = taken_over();
  end(held, LeaseGuard::on);
  run(database->write([&](Transaction& transaction) { insert_task(transaction, held, {}, clock.now()); }));
  ASSERT_EQ(run(task_store.claim(10)).size(), 1U);

  end(late, LeaseGuard::on);

  EXPECT_EQ(open_tasks(), 1U);
}

TEST_F(races, given_late_answer_then_its_step_is_taken_and_the_holder_of_the_task_finds_nothing_to_do) {
  const auto [late, held] = taken_over();

  (void)run(store.finish_task({}, late, Trigger::tickets_confirmed));
  (void)run(runner.run({}, held));

  EXPECT_EQ(now(held.order_id).status, OrderStatus::confirmed);
  EXPECT_EQ(now(held.order_id).history.size(), 2U);
  EXPECT_EQ(open_tasks(), 0U);
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
