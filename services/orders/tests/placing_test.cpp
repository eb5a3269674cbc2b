#include "services/orders/core/placing.hpp"

#include "services/orders/tests/fixture.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::services::orders {
namespace {

class placing_orders : public OrdersFixture {
 protected:
  /// So many orders, under the keys k1, k2, ..., of which tickets has not heard; it stays away.
  void half_place(int count) {
    tickets.away = true;
    for (int number = 1; number <= count; ++number) {
      EXPECT_THROW((void)place(key(fmt::format("k{}", number)), two_tickets()).has_value(), kit::base::Unavailable);
    }
  }
};

TEST_F(placing_orders, given_tickets_then_pending_with_prices_from_tickets_and_a_message) {
  const auto answer = place(key("k1"), two_tickets());

  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 201);
  const Order order = newest();
  EXPECT_EQ(order.status, OrderStatus::pending);
  EXPECT_EQ(order.total_amount, 3000);
  EXPECT_EQ(order.items.front().name, "Standing");
  EXPECT_EQ(order.expires_at, tickets.expires_at);
  EXPECT_EQ(published(), std::vector<std::string>{"ORDER_CREATED"});
}

TEST_F(placing_orders, given_same_key_and_body_then_same_bytes_and_one_order) {
  const auto first = place(key("k1"), two_tickets());
  const auto again = place(key("k1"), two_tickets());

  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->body, first->body);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(visible_orders(), 1U);
  EXPECT_EQ(tickets.calls, 1);
}

TEST_F(placing_orders, given_same_key_and_other_body_then_refused) {
  ASSERT_TRUE(place(key("k1"), two_tickets()).has_value());

  const auto other = place(key("k1", "other print"), two_tickets());

  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().code, kit::base::codes::idempotency_key_reused);
}

TEST_F(placing_orders, given_sold_out_then_kept_as_answer_and_no_order_to_be_seen) {
  tickets.refusal = codes::sold_out;
  const auto refused = place(key("k1"), two_tickets());
  tickets.refusal.reset();
  const auto again = place(key("k1"), two_tickets());

  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->status, 409);
  EXPECT_NE(refused->body.find("SOLD_OUT"), std::string::npos);
  EXPECT_EQ(again->body, refused->body);
  EXPECT_EQ(visible_orders(), 0U);
  EXPECT_TRUE(published().empty());
}

TEST_F(placing_orders, given_unknown_event_then_nothing_kept_and_the_key_is_free) {
  tickets.refusal = kit::base::codes::not_found;
  const auto refused = place(key("k1"), two_tickets());
  tickets.refusal.reset();
  const auto again = place(key("k1"), two_tickets());

  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, kit::base::codes::not_found);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->status, 201);
}

TEST_F(placing_orders, given_no_answer_from_tickets_then_repeat_after_the_lease_finishes_the_same_order) {
  tickets.silent = true;
  EXPECT_THROW((void)place(key("k1"), two_tickets()).has_value(), kit::base::Unavailable);
  const auto meanwhile = place(key("k1"), two_tickets());
  clock.advance(kit::idempotency::lease);
  const auto later = place(key("k1"), two_tickets());

  ASSERT_FALSE(meanwhile.has_value());
  EXPECT_EQ(meanwhile.error().code, kit::base::codes::request_in_progress);
  ASSERT_TRUE(later.has_value());
  EXPECT_EQ(later->status, 201);
  EXPECT_EQ(visible_orders(), 1U);
  EXPECT_EQ(tickets.held.size(), 1U) << "the hold that was made is the one that is used";
}

TEST_F(placing_orders, given_crash_before_t2_then_the_worker_finishes_what_the_buyer_then_finds) {
  tickets.silent = true;
  EXPECT_THROW((void)place(key("k1"), two_tickets()).has_value(), kit::base::Unavailable);
  EXPECT_EQ(visible_orders(), 0U) << "an order that is being reserved is invisible";
  clock.advance(resume_after + std::chrono::seconds{1});

  (void)kit::testing::run(workers.finish_half_placed());
  const auto repeat = place(key("k1"), two_tickets());

  EXPECT_EQ(visible_orders(), 1U);
  ASSERT_TRUE(repeat.has_value());
  EXPECT_TRUE(repeat->replayed);
}

TEST_F(placing_orders, given_more_half_placed_orders_than_a_batch_and_tickets_away_then_each_is_tried_in_its_turn) {
  half_place(25);
  clock.advance(resume_after);
  tickets.calls = 0;

  EXPECT_TRUE(kit::testing::run(workers.finish_half_placed())) << "more are due at once";
  EXPECT_FALSE(kit::testing::run(workers.finish_half_placed()));
  EXPECT_EQ(tickets.calls, 25);
  EXPECT_FALSE(kit::testing::run(workers.finish_half_placed()));
  EXPECT_EQ(tickets.calls, 25) << "none before its next turn";
  tickets.away = false;
  clock.advance(longest_resume_pause);
  EXPECT_TRUE(kit::testing::run(workers.finish_half_placed()));
  EXPECT_FALSE(kit::testing::run(workers.finish_half_placed()));

  EXPECT_EQ(visible_orders(), 25U);
}

TEST_F(placing_orders, given_tickets_away_for_long_then_half_placed_orders_are_tried_at_growing_pauses) {
  half_place(1);
  std::vector<int> tried_after;  // seconds
  for (int second = 1; second <= 300; ++second) {
    clock.advance(std::chrono::seconds{1});
    tickets.calls = 0;
    (void)kit::testing::run(workers.finish_half_placed());
    if (tickets.calls > 0) tried_after.push_back(second);
  }

  EXPECT_EQ(tried_after, (std::vector<int>{15, 30, 60, 120, 180, 240, 300}));
}

TEST_F(placing_orders, given_key_that_its_buyer_freed_meanwhile_then_a_worker_places_nothing) {
  half_place(1);
  tickets.away = false;
  tickets.refusal = codes::hold_lost;
  clock.advance(resume_after);
  auto claimed = kit::testing::run(store.claim_half_placed(10));
  ASSERT_EQ(claimed.size(), 1U);
  EXPECT_THROW((void)place(key("k1"), two_tickets()).has_value(), kit::base::Unavailable);
  tickets.refusal.reset();
  tickets.calls = 0;

  EXPECT_THROW((void)kit::testing::run(placing.resume({}, claimed.front().key, rendering_for({}))).has_value(),
               kit::base::Unavailable);

  EXPECT_EQ(tickets.calls, 0);
  EXPECT_TRUE(place(key("k1"), two_tickets()).has_value()) << "the key is still free";
}

TEST_F(placing_orders, given_half_placed_order_whose_hold_ran_out_then_the_key_is_free_again) {
  tickets.silent = true;
  EXPECT_THROW((void)place(key("k1"), two_tickets()).has_value(), kit::base::Unavailable);
  tickets.over = tickets.held;
  clock.advance(kit::idempotency::lease);

  EXPECT_THROW((void)place(key("k1"), two_tickets()).has_value(), kit::base::Unavailable);
  const auto anew = place(key("k1"), two_tickets());

  ASSERT_TRUE(anew.has_value());
  EXPECT_EQ(anew->status, 201);
  EXPECT_EQ(visible_orders(), 1U);
}

TEST_F(placing_orders, given_free_tickets_then_confirmed_at_once) {
  tickets.price = 0;
  const auto answer = place(key("k1"), two_tickets());

  ASSERT_TRUE(answer.has_value());
  EXPECT_NE(answer->body.find(R"("status":"CONFIRMED")"), std::string::npos);
  EXPECT_EQ(published(), (std::vector<std::string>{"ORDER_CREATED", "ORDER_CONFIRMED"}));
  EXPECT_EQ(newest().history.size(), 2U);
  EXPECT_EQ(open_tasks(), 0U);
}

TEST_F(placing_orders, given_free_tickets_and_tickets_silent_then_pending_and_a_worker_confirms_at_once) {
  tickets.price = 0;
  tickets.odd_answer = kit::base::codes::unauthenticated;
  const auto answer = place(key("k1"), two_tickets());
  tickets.odd_answer.reset();

  (void)kit::testing::run(workers.run_due_tasks());

  ASSERT_TRUE(answer.has_value());
  EXPECT_NE(answer->body.find(R"("status":"PENDING")"), std::string::npos);
  EXPECT_EQ(newest().status, OrderStatus::confirmed);
  EXPECT_EQ(open_tasks(), 0U);
}

TEST_F(placing_orders, given_crash_while_confirming_free_tickets_then_a_worker_confirms_after_the_lease) {
  tickets.price = 0;
  tickets.crash = true;
  EXPECT_THROW((void)place(key("k1"), two_tickets()).has_value(), std::runtime_error);
  tickets.crash = false;
  (void)kit::testing::run(workers.run_due_tasks());
  EXPECT_EQ(newest().status, OrderStatus::pending) << "the request that placed it holds the task";

  clock.advance(task_lease);
  (void)kit::testing::run(workers.run_due_tasks());

  EXPECT_EQ(newest().status, OrderStatus::confirmed);
}

TEST_F(placing_orders, given_payment_method_then_the_payment_starts_with_the_order) {
  const Order order = placed("tok_visa");
  work();

  EXPECT_EQ(payments.started.at(order.id.str()).amount, 3000);
  EXPECT_EQ(payments.started.at(order.id.str()).expires_at, order.expires_at);
}

TEST_F(placing_orders, given_event_cancelled_while_reserving_then_sales_closed_and_hold_released) {
  deliver_event_cancelled();
  const auto answer = place(key("k1"), two_tickets());
  work();

  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 409);
  EXPECT_NE(answer->body.find("SALES_CLOSED"), std::string::npos);
  EXPECT_EQ(visible_orders(), 0U);
}

}  // namespace
}  // namespace boxoffice::services::orders
