// Rows 7 to 10 of the purchase: an event is cancelled, money goes back, nothing is paid or cash is, time is extended.

#include "services/orders/core/requests.hpp"
#include "services/orders/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace boxoffice::services::orders {
namespace {

using contracts::messages::PaymentRefunded;
using kit::testing::run;

class purchase_ends : public OrdersFixture {};

TEST_F(purchase_ends, row_7_given_event_cancelled_then_pending_are_cancelled_and_confirmed_refunded) {
  const Order sold = confirmed();
  const Order open = placed();

  deliver_event_cancelled();
  work();
  deliver(about_payment<PaymentRefunded>(sold));

  EXPECT_EQ(now(open.id).status, OrderStatus::cancelled);
  EXPECT_EQ(now(open.id).reason, reasons::event_cancelled);
  EXPECT_EQ(now(sold.id).status, OrderStatus::refunded);
  EXPECT_EQ(payments.refunded.at(sold.id.str()), reasons::event_cancelled);
  EXPECT_FALSE(tickets.sold.contains(sold.id.str()));
}

TEST_F(purchase_ends, row_7_given_paid_but_not_yet_sold_then_cancelled_and_the_money_goes_back) {
  const Order order = placed();
  pay(order);
  tickets.away = true;  // so that the sale waits
  (void)run(workers.run_due_tasks());
  tickets.away = false;

  deliver_event_cancelled();
  work();
  deliver(about_payment<PaymentRefunded>(order));

  EXPECT_TRUE(payments.refunded.contains(order.id.str()));
  EXPECT_EQ(now(order.id).status, OrderStatus::refunded);
  EXPECT_FALSE(tickets.held.contains(order.id.str()));
}

TEST_F(purchase_ends, row_7_given_sold_but_not_yet_recorded_then_tickets_and_money_go_back) {
  const Order order = placed();
  pay(order);
  tickets.silent = true;  // sells, and the answer is lost
  (void)run(workers.run_due_tasks());
  ASSERT_TRUE(tickets.sold.contains(order.id.str()));

  deliver_event_cancelled();
  while (run(workers.cancel_with_events())) {
  }
  (void)run(workers.run_due_tasks());  // cancels before the sale is asked for again
  let_leases_run_out();
  work();
  deliver(about_payment<PaymentRefunded>(order));

  EXPECT_FALSE(tickets.sold.contains(order.id.str()));
  EXPECT_TRUE(payments.refunded.contains(order.id.str()));
  EXPECT_EQ(now(order.id).status, OrderStatus::refunded);
}

TEST_F(purchase_ends, row_7_given_more_orders_than_a_batch_then_all_are_reached) {
  for (int count = 0; count < 105; ++count) placed();

  deliver_event_cancelled();
  work();

  EXPECT_EQ(run(store.list({.status = OrderStatus::cancelled, .limit = 200})).size(), 105U);
}

TEST_F(purchase_ends, row_8_given_confirmed_when_refunded_then_tickets_and_money_go_back) {
  const Order order = confirmed();

  const auto asked = run(requests.refund({}, order.id, "Complaint"));
  work();
  deliver(about_payment<PaymentRefunded>(order));

  ASSERT_TRUE(asked.has_value());
  EXPECT_EQ(asked->status, OrderStatus::confirmed) << "202: it is on its way";
  EXPECT_FALSE(tickets.sold.contains(order.id.str()));
  EXPECT_EQ(now(order.id).status, OrderStatus::refunded);
}

TEST_F(purchase_ends, row_8_given_pending_when_refunded_then_wrong_state) {
  const Order order = placed();

  const auto asked = run(requests.refund({}, order.id, "Complaint"));

  ASSERT_FALSE(asked.has_value());
  EXPECT_EQ(asked.error().code, kit::base::codes::invalid_state);
}

TEST_F(purchase_ends, row_9_given_cash_then_confirmed_and_payment_taken) {
  const Order order = placed();

  const auto paid = run(requests.confirm_cash({}, order.id));

  ASSERT_TRUE(paid.has_value());
  EXPECT_EQ(paid->status, OrderStatus::confirmed);
  EXPECT_EQ(payments.started.at(order.id.str()).amount, 3000);
}

TEST_F(purchase_ends, row_9_given_open_card_payment_when_paid_in_cash_then_refused) {
  const Order order = placed("tok_visa");
  work();
  ASSERT_TRUE(payments.open.contains(order.id.str()));

  const auto paid = run(requests.confirm_cash({}, order.id));

  ASSERT_FALSE(paid.has_value());
  EXPECT_EQ(paid.error().code, codes::payment_in_progress);
  EXPECT_EQ(now(order.id).status, OrderStatus::pending);
}

TEST_F(purchase_ends, row_9_given_cash_taken_twice_then_one_sale) {
  const Order order = placed();
  tickets.silent = true;
  EXPECT_THROW(std::ignore = run(requests.confirm_cash({}, order.id)), kit::base::Unavailable);

  const auto paid = run(requests.confirm_cash({}, order.id));

  ASSERT_TRUE(paid.has_value());
  EXPECT_EQ(paid->status, OrderStatus::confirmed);
}

TEST_F(purchase_ends, row_9_given_free_order_whose_hold_runs_out_unsold_then_tickets_decides) {
  tickets.price = 0;
  tickets.refuses_to_confirm = true;
  const Order order = placed();
  ASSERT_EQ(order.status, OrderStatus::pending);
  tickets.refuses_to_confirm = false;

  deliver_hold_expired(order);
  work();

  EXPECT_EQ(now(order.id).status, OrderStatus::expired) << "never while a sale may still be on its way";
}

TEST_F(purchase_ends, row_9_given_free_order_cancelled_while_its_sale_is_on_its_way_then_tickets_go_back) {
  tickets.price = 0;
  tickets.silent_sale = true;
  const Order order = placed();
  ASSERT_EQ(order.status, OrderStatus::pending);
  ASSERT_TRUE(tickets.sold.contains(order.id.str()));

  ASSERT_TRUE(run(requests.cancel({}, me(), order.id, "Changed my mind")).has_value());
  let_leases_run_out();
  work();

  EXPECT_EQ(now(order.id).status, OrderStatus::cancelled);
  EXPECT_FALSE(tickets.sold.contains(order.id.str()));
}

TEST_F(purchase_ends, row_9_given_free_order_when_refunded_then_refunded_without_payment) {
  tickets.price = 0;
  const Order order = placed();

  ASSERT_TRUE(run(requests.refund({}, order.id, "Complaint")).has_value());
  work();

  EXPECT_EQ(now(order.id).status, OrderStatus::refunded);
}

TEST_F(purchase_ends, row_10_given_last_minutes_then_extended_twice_and_no_more) {
  const Order order = placed();
  EXPECT_EQ(run(requests.extend({}, me(), order.id)).error().code, kit::base::codes::invalid_state);

  for (int number = 1; number <= 2; ++number) {
    clock.set(*now(order.id).expires_at - std::chrono::minutes{1});
    ASSERT_TRUE(run(requests.extend({}, me(), order.id)).has_value());
    EXPECT_EQ(now(order.id).expires_at, tickets.expires_at);
  }
  clock.set(*now(order.id).expires_at - std::chrono::minutes{1});
  const auto third = run(requests.extend({}, me(), order.id));

  ASSERT_FALSE(third.has_value());
  EXPECT_EQ(third.error().code, codes::hold_limit_reached);
}

TEST_F(purchase_ends, row_10_given_expired_hold_then_never_revived) {
  const Order order = placed();
  clock.set(*order.expires_at);

  const auto extended = run(requests.extend({}, me(), order.id));

  ASSERT_FALSE(extended.has_value());
  EXPECT_EQ(extended.error().code, codes::order_not_payable);
}

}  // namespace
}  // namespace boxoffice::services::orders
