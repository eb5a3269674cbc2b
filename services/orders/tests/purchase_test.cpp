// Rows 4 to 6 of the purchase, each also with a crash in between: what was done is done, its answer is lost, and a
// worker goes on. Rows 7 to 10 are in purchase_ends_test.cpp.

#include "services/orders/core/requests.hpp"
#include "services/orders/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace boxoffice::services::orders {
namespace {

using contracts::messages::PaymentFailed;
using contracts::messages::PaymentRefunded;
using contracts::messages::PaymentSucceeded;
using kit::testing::run;

class purchase : public OrdersFixture {};

TEST_F(purchase, row_4_given_payment_then_sold_and_confirmed) {
  const Order order = confirmed();

  EXPECT_EQ(order.status, OrderStatus::confirmed);
  EXPECT_TRUE(tickets.sold.contains(order.id.str()));
  EXPECT_EQ(published().back(), "ORDER_CONFIRMED");
  EXPECT_EQ(open_tasks(), 0U);
}

TEST_F(purchase, row_4_given_the_same_payment_told_twice_then_one_confirmation) {
  const Order order = confirmed();
  deliver(about_payment<PaymentSucceeded>(order));
  work();

  EXPECT_EQ(now(order.id).history.size(), 2U);
  EXPECT_EQ(open_tasks(), 0U);
}

TEST_F(purchase, row_4_given_answer_of_confirm_lost_then_a_worker_confirms_once) {
  const Order order = placed();
  pay(order);
  tickets.silent = true;
  (void)run(workers.run_due_tasks());
  EXPECT_EQ(now(order.id).status, OrderStatus::pending);

  let_leases_run_out();
  work();

  EXPECT_EQ(now(order.id).status, OrderStatus::confirmed);
}

TEST_F(purchase, row_4_given_hold_gone_to_others_then_expired_and_refunded) {
  const Order order = placed();
  tickets.expire(order.id);
  pay(order);
  work();
  EXPECT_EQ(now(order.id).status, OrderStatus::expired);
  EXPECT_TRUE(payments.refunded.contains(order.id.str()));

  deliver(about_payment<PaymentRefunded>(order));

  EXPECT_EQ(now(order.id).status, OrderStatus::refunded);
}

TEST_F(purchase, row_5_given_nobody_pays_then_expired_and_gate_closed) {
  const Order order = placed();
  deliver_hold_expired(order);
  work();

  EXPECT_EQ(now(order.id).status, OrderStatus::expired);
  EXPECT_TRUE(payments.closed.contains(order.id.str()));
  EXPECT_FALSE(now(order.id).reason->empty());
}

TEST_F(purchase, row_5_given_open_payment_then_waits_for_its_outcome) {
  const Order fails = placed();
  const Order succeeds = placed();
  for (const Order& order : {fails, succeeds}) {
    payments.open.insert(order.id.str());
    deliver_hold_expired(order);
  }
  work();
  EXPECT_EQ(now(fails.id).status, OrderStatus::pending);
  EXPECT_EQ(now(succeeds.id).status, OrderStatus::pending);

  payments.open.erase(fails.id.str());
  deliver(about_payment<PaymentFailed>(fails));
  tickets.held.insert(succeeds.id.str());  // the same quantities were still there
  deliver(about_payment<PaymentSucceeded>(succeeds));
  work();

  EXPECT_EQ(now(fails.id).status, OrderStatus::expired);
  EXPECT_EQ(now(succeeds.id).status, OrderStatus::confirmed);
}

TEST_F(purchase, row_5_given_release_told_before_the_order_is_pending_then_it_expires_all_the_same) {
  tickets.silent = true;  // holds, and the answer is lost
  EXPECT_THROW(std::ignore = place(key("slow"), two_tickets("tok_visa")), kit::base::Unavailable);
  const contracts::OrderId id{*tickets.held.begin()};
  deliver_hold_expired({.id = id, .user_id = buyer, .event_id = event});
  tickets.held.insert(id.str());  // the answer was on its way since before

  clock.advance(kit::idempotency::lease);
  ASSERT_TRUE(place(key("slow"), two_tickets("tok_visa")).has_value());
  work();

  EXPECT_EQ(now(id).status, OrderStatus::expired);
  EXPECT_TRUE(payments.closed.contains(id.str()));
}

TEST_F(purchase, row_5_given_late_success_after_expiry_then_money_goes_back) {
  const Order order = placed();
  deliver_hold_expired(order);
  work();

  pay(order);
  work();

  EXPECT_EQ(now(order.id).status, OrderStatus::expired) << "what has expired is never confirmed";
  EXPECT_TRUE(payments.refunded.contains(order.id.str()));
}

TEST_F(purchase, given_refused_payment_then_the_order_stays_payable) {
  const Order order = placed();
  deliver(about_payment<PaymentFailed>(order));
  work();

  EXPECT_EQ(now(order.id).status, OrderStatus::pending);
}

TEST_F(purchase, row_6_given_no_payment_when_cancelled_then_cancelled_and_released) {
  const Order order = placed();

  const auto cancelled = run(requests.cancel({}, me(), order.id, "Changed my mind"));
  work();

  ASSERT_TRUE(cancelled.has_value());
  EXPECT_EQ(cancelled->status, OrderStatus::cancelled);
  EXPECT_EQ(cancelled->reason, "Changed my mind");
  EXPECT_FALSE(tickets.held.contains(order.id.str()));
}

TEST_F(purchase, row_6_given_open_payment_when_cancelled_then_refused_and_nothing_left_behind) {
  const Order order = placed();
  payments.open.insert(order.id.str());

  const auto cancelled = run(requests.cancel({}, me(), order.id, "Changed my mind"));

  ASSERT_FALSE(cancelled.has_value());
  EXPECT_EQ(cancelled.error().code, codes::payment_in_progress);
  EXPECT_EQ(now(order.id).status, OrderStatus::pending);
  EXPECT_EQ(open_tasks(), 0U);
}

TEST_F(purchase, row_6_given_crash_after_t0_then_a_worker_cancels) {
  const Order order = placed();
  payments.away = true;
  EXPECT_THROW((void)run(requests.cancel({}, me(), order.id, "Changed my mind")).has_value(), kit::base::Unavailable);
  payments.away = false;

  let_leases_run_out();
  work();

  EXPECT_EQ(now(order.id).status, OrderStatus::cancelled);
  EXPECT_EQ(now(order.id).reason, "Changed my mind");
}

TEST_F(purchase, row_6_given_somebody_elses_order_then_not_found) {
  const Order order = placed();

  const auto cancelled = run(requests.cancel({}, {.id = contracts::UserId{"somebody else"}}, order.id, "x"));

  ASSERT_FALSE(cancelled.has_value());
  EXPECT_EQ(cancelled.error().code, kit::base::codes::not_found);
}

TEST_F(purchase, given_task_of_a_newer_version_then_left_to_it) {
  const Order order = placed();
  pay(order);
  run(database->write([&](kit::sql::Transaction& transaction) {
    transaction.execute("INSERT INTO tasks (order_id, kind, traceparent, due_at) VALUES ($1, 'SOMETHING_NEW', '', $2)",
                        order.id, clock.now() - std::chrono::hours{1});
  }));
  work();

  EXPECT_EQ(now(order.id).status, OrderStatus::confirmed);
  EXPECT_EQ(open_tasks(), 1U);
}

TEST_F(purchase, given_row_of_a_newer_version_then_unreadable_and_the_others_are_not) {
  const Order damaged = placed();
  const Order sound = placed();
  run(database->write([&](kit::sql::Transaction& transaction) {
    transaction.execute("UPDATE orders SET items = '{\"items\":7}' WHERE id = $1", damaged.id);
  }));

  EXPECT_THROW((void)now(damaged.id), kit::base::Unreadable);
  EXPECT_EQ(now(sound.id).status, OrderStatus::pending);
}

TEST_F(purchase, given_each_end_of_an_order_then_it_is_logged) {
  const Order sold = confirmed();
  ASSERT_TRUE(run(requests.refund({}, sold.id, "Complaint")));
  work();
  deliver(about_payment<PaymentRefunded>(sold));
  ASSERT_TRUE(run(requests.cancel({}, me(), placed().id, "Changed my mind")));
  deliver_hold_expired(placed());
  work();

  std::vector<std::string> ends;
  for (const auto& line : telemetry.log.captured()) {
    for (const std::string end : {"order_confirmed", "order_cancelled", "order_expired", "order_refunded"}) {
      if (line.contains("\"" + end + "\"")) ends.push_back(end);
    }
  }
  EXPECT_EQ(ends, (std::vector<std::string>{"order_confirmed", "order_refunded", "order_cancelled", "order_expired"}));
}

TEST_F(purchase, given_an_answer_that_means_nothing_then_a_paid_order_is_not_given_up) {
  const Order order = placed();
  pay(order);
  tickets.odd_answer = kit::base::codes::unauthenticated;
  (void)run(workers.run_due_tasks());
  EXPECT_EQ(now(order.id).status, OrderStatus::pending);

  tickets.odd_answer.reset();
  clock.advance(std::chrono::seconds{10});
  work();

  EXPECT_EQ(now(order.id).status, OrderStatus::confirmed);
}

TEST_F(purchase, given_payment_that_could_not_be_started_for_an_odd_reason_then_it_is_started_later) {
  payments.odd_answer = kit::base::codes::validation_failed;
  const Order order = placed("tok_visa");
  (void)run(workers.run_due_tasks());
  EXPECT_EQ(open_tasks(), 1U);

  payments.odd_answer.reset();
  clock.advance(std::chrono::seconds{10});
  work();

  EXPECT_TRUE(payments.open.contains(order.id.str()));
  EXPECT_EQ(open_tasks(), 0U);
}

TEST_F(purchase, given_services_away_then_tasks_wait_and_finish_later) {
  const Order order = placed();
  pay(order);
  tickets.away = true;
  (void)run(workers.run_due_tasks());
  EXPECT_EQ(now(order.id).status, OrderStatus::pending);
  EXPECT_EQ(open_tasks(), 1U);

  tickets.away = false;
  clock.advance(std::chrono::seconds{10});
  work();

  EXPECT_EQ(now(order.id).status, OrderStatus::confirmed);
}

}  // namespace
}  // namespace boxoffice::services::orders
