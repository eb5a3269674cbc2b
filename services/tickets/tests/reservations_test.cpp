#include "services/tickets/core/reservations.hpp"

#include "kit/json/json.hpp"
#include "kit/runtime/concurrently.hpp"
#include "services/tickets/core/errors.hpp"
#include "services/tickets/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace boxoffice::services::tickets {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using Texts = std::vector<std::string>;

class reservations : public TicketsFixture {
 protected:
  void SetUp() override { publish(published_event(10)); }

  void expect_stock(std::int64_t available, std::int64_t held, std::int64_t sold) {
    const TypeStock stock = stock_of();
    EXPECT_EQ(stock.available, available);
    EXPECT_EQ(stock.held, held);
    EXPECT_EQ(stock.sold, sold);
  }

  /// Orders 1 to `count` hold a ticket each, for users of the same numbers.
  void hold_one_each(int count, int event_number) {
    const auto hold_one = [](Reservations& calls, int number, int of_event) -> Task<> {
      EXPECT_TRUE(co_await calls.reserve({}, reserve_request(number, 1, number, of_event)));
    };
    std::vector<Task<>> all;
    for (int number = 1; number <= count; ++number) {
      all.push_back(hold_one(instance.reservations, number, event_number));
    }
    kit::testing::run(kit::runtime::run_all(std::move(all)), minutes{1});
  }
};

TEST_F(reservations, given_stock_when_reserved_then_held_at_our_prices) {
  const auto reservation = reserve(reserve_request(1, 3));

  ASSERT_TRUE(reservation.has_value());
  EXPECT_EQ(reservation->expires_at, clock.now() + minutes{10});
  EXPECT_EQ(reservation->total_amount, 3000);
  EXPECT_EQ(reservation->currency, "EUR");
  ASSERT_EQ(reservation->items.size(), 1U);
  EXPECT_EQ(reservation->items.front().unit_price, 1000);
  EXPECT_EQ(reservation->items.front().name, "Type 1");
  expect_stock(7, 3, 0);
  EXPECT_EQ(published(), Texts{"TICKETS_RESERVED"});
}

TEST_F(reservations, given_hold_when_reserved_again_after_price_change_then_same_answer_and_no_second_hold) {
  const auto first = reserve(reserve_request(1, 3));
  auto dearer = published_event(10);
  dearer.version = 2;
  dearer.ticket_types.front().price.amount = 9999;
  publish(dearer);
  clock.advance(minutes{1});

  const auto again = reserve(reserve_request(1, 3));

  ASSERT_TRUE(first && again);
  EXPECT_EQ(kit::json::to_json(*again), kit::json::to_json(*first));
  expect_stock(7, 3, 0);
  EXPECT_EQ(published(), Texts{"TICKETS_RESERVED"});
}

TEST_F(reservations, given_hold_when_confirmed_twice_then_sold_once_with_one_answer) {
  ASSERT_TRUE(reserve(reserve_request(1, 2)));

  const auto first = confirm(1);
  const auto again = confirm(1);

  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->ticket_ids.size(), 2U);
  EXPECT_EQ(first->ticket_ids, again->ticket_ids);
  expect_stock(8, 0, 2);
  EXPECT_EQ(number("SELECT COUNT(*) FROM tickets WHERE status = 'VALID'"), 2);
  EXPECT_EQ(published(), (Texts{"TICKETS_RESERVED", "TICKETS_SOLD"}));
}

TEST_F(reservations, given_hold_when_cancelled_twice_then_released_once_and_late_calls_are_refused) {
  ASSERT_TRUE(reserve(reserve_request(1, 2)));

  ASSERT_TRUE(cancel(1, {.reason = "USER_CANCELLED"}));
  ASSERT_TRUE(cancel(1));

  expect_stock(10, 0, 0);
  EXPECT_EQ(published(), (Texts{"TICKETS_RESERVED", "TICKETS_RELEASED"}));
  EXPECT_NE(last_message().find("USER_CANCELLED"), std::string::npos);
  EXPECT_EQ(reserve(reserve_request(1, 2)).error().code, codes::hold_lost);
  EXPECT_EQ(confirm(1).error().code, codes::hold_lost);
  EXPECT_EQ(extend(1, 1).error().code, codes::hold_lost);
}

TEST_F(reservations, given_unknown_order_when_cancelled_then_tombstone_refuses_the_late_reserve) {
  ASSERT_TRUE(cancel(1));
  ASSERT_TRUE(cancel(1));

  EXPECT_EQ(reserve(reserve_request(1, 2)).error().code, codes::hold_lost);
  EXPECT_EQ(confirm(1).error().code, codes::hold_lost);
  EXPECT_EQ(extend(1, 1).error().code, codes::hold_lost);
  expect_stock(10, 0, 0);
  EXPECT_TRUE(published().empty());
}

TEST_F(reservations, given_unknown_order_when_confirmed_or_extended_then_hold_lost) {
  EXPECT_EQ(confirm(7).error().code, codes::hold_lost);
  EXPECT_EQ(extend(7, 1).error().code, codes::hold_lost);
}

TEST_F(reservations, given_sold_tickets_when_cancelled_then_only_a_refund_takes_them_back) {
  ASSERT_TRUE(reserve(reserve_request(1, 2)));
  ASSERT_TRUE(confirm(1));

  const auto refused = cancel(1);
  const auto refunded = cancel(1, {.sold = true, .reason = "REFUND"});
  const auto again = cancel(1, {.sold = true, .reason = "REFUND"});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, kit::base::codes::invalid_state);
  EXPECT_TRUE(refunded && again);
  expect_stock(10, 0, 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM tickets WHERE status = 'CANCELLED'"), 2);
  EXPECT_EQ(published(), (Texts{"TICKETS_RESERVED", "TICKETS_SOLD", "TICKETS_CANCELLED"}));
  EXPECT_EQ(confirm(1).error().code, codes::hold_lost);
}

TEST_F(reservations, given_hold_when_time_is_over_then_sweep_releases_it_once) {
  ASSERT_TRUE(reserve(reserve_request(1, 2)));
  clock.advance(minutes{10} - seconds{1});
  sweep();
  expect_stock(8, 2, 0);

  clock.advance(seconds{1});
  EXPECT_EQ(sweep(), 1);
  EXPECT_EQ(sweep(), 0);

  expect_stock(10, 0, 0);
  EXPECT_EQ(published(), (Texts{"TICKETS_RESERVED", "TICKETS_RELEASED"}));
  EXPECT_NE(last_message().find("HOLD_EXPIRED"), std::string::npos);
  EXPECT_EQ(reserve(reserve_request(1, 2)).error().code, codes::hold_lost);
}

TEST_F(reservations, given_expired_hold_not_swept_when_others_want_its_tickets_then_they_get_them) {
  ASSERT_TRUE(reserve(reserve_request(1, 10)));
  clock.advance(minutes{10});

  const auto other = reserve(reserve_request(2, 10, 2));

  EXPECT_TRUE(other.has_value());
  expect_stock(0, 10, 0);
}

TEST_F(reservations, given_expired_hold_when_paid_late_then_taken_again_if_there) {
  ASSERT_TRUE(reserve(reserve_request(1, 6)));
  ASSERT_TRUE(reserve(reserve_request(2, 4, 2)));
  clock.advance(minutes{10});
  sweep();
  ASSERT_TRUE(reserve(reserve_request(3, 5, 3)));

  const auto too_many = confirm(1);
  const auto there = confirm(2);

  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().code, codes::hold_lost);
  ASSERT_TRUE(there);
  EXPECT_EQ(there->ticket_ids.size(), 4U);
  expect_stock(1, 5, 4);
}

TEST_F(reservations, given_event_cancelled_when_called_then_nothing_new_is_held) {
  ASSERT_TRUE(reserve(reserve_request(1, 1)));
  ASSERT_TRUE(reserve(reserve_request(2, 1)));
  clock.advance(minutes{10});
  sweep();
  ASSERT_TRUE(reserve(reserve_request(3, 1)));
  auto gone = published_event(10);
  gone.version = 2;
  gone.status = "CANCELLED";
  publish(gone);

  EXPECT_EQ(reserve(reserve_request(4, 1)).error().code, codes::sales_closed);
  EXPECT_EQ(extend(3, 1).error().code, codes::sales_closed);
  EXPECT_EQ(confirm(1).error().code, codes::hold_lost) << "nothing is taken again";
  EXPECT_TRUE(cancel(3)) << "what is held can be given back";
}

TEST_F(reservations, given_hold_when_extended_then_each_number_counts_once) {
  ASSERT_TRUE(reserve(reserve_request(1, 1)));
  clock.advance(minutes{9});

  const auto first = extend(1, 1);
  clock.advance(minutes{1});
  const auto repeated = extend(1, 1);
  const auto skipped = extend(1, 3);
  const auto second = extend(1, 2);

  ASSERT_TRUE(first && repeated && second);
  EXPECT_EQ(first->expires_at, start_of_test + minutes{14});
  EXPECT_EQ(repeated->expires_at, first->expires_at);
  EXPECT_EQ(skipped.error().code, kit::base::codes::invalid_state);
  EXPECT_EQ(second->expires_at, start_of_test + minutes{15});
  EXPECT_EQ(published(), (Texts{"TICKETS_RESERVED", "HOLD_EXTENDED", "HOLD_EXTENDED"}));
}

TEST_F(reservations, given_expired_hold_when_extended_then_never_revived) {
  ASSERT_TRUE(reserve(reserve_request(1, 1)));
  clock.advance(minutes{10});

  EXPECT_EQ(extend(1, 1).error().code, codes::hold_lost);
  expect_stock(10, 0, 0);
}

TEST_F(reservations, given_unpublished_event_when_reserved_then_not_found) {
  const auto refused = reserve(reserve_request(1, 1, 1, 99));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, kit::base::codes::not_found);
}

TEST_F(reservations, given_order_with_hold_of_one_event_when_reserved_for_another_then_refused) {
  publish(published_event(10, 2));
  ASSERT_TRUE(reserve(reserve_request(1, 1)));

  const auto refused = reserve(reserve_request(1, 1, 1, 2));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, kit::base::codes::invalid_state);
  EXPECT_EQ(stock_of(event(2)).held, 0);
}

TEST_F(reservations, given_limit_per_user_when_reserved_then_living_holds_and_tickets_count) {
  auto limited = published_event(20, 3);
  limited.ticket_types.front().max_per_user = 4;
  publish(limited);
  ASSERT_TRUE(reserve(reserve_request(1, 2, 1, 3)));
  ASSERT_TRUE(confirm(1));
  ASSERT_TRUE(reserve(reserve_request(2, 2, 1, 3)));

  const auto refused = reserve(reserve_request(3, 1, 1, 3));
  const auto somebody_else = reserve(reserve_request(4, 4, 2, 3));
  clock.advance(minutes{10});
  const auto after_expiry = reserve(reserve_request(5, 2, 1, 3));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, codes::limit_exceeded);
  EXPECT_EQ(refused.error().details,
            (std::vector<kit::base::Detail>{
                {"limit", "maxPerUser"}, {"maximum", 4}, {"ticketTypeId", type().str()}, {"alreadyHeld", 4}}));
  EXPECT_TRUE(somebody_else);
  EXPECT_TRUE(after_expiry);
}

TEST_F(reservations, given_limit_per_user_when_the_batch_that_sweeps_a_hold_has_two_orders_then_one_fits) {
  auto limited = published_event(20, 3);
  limited.ticket_types.front().max_per_user = 4;
  publish(limited);
  ASSERT_TRUE(reserve(reserve_request(1, 4, 1, 3)));
  clock.advance(minutes{10});
  const auto reserve_four = [](int order_number) {
    return Command{.what = Reserve{.order_id = order(order_number),
                                   .user_id = user(1),
                                   .event_id = event(3),
                                   .lines = {{.ticket_type_id = type(1), .quantity = 4}}}};
  };
  const auto batch = std::make_shared<const std::vector<Command>>(std::vector{reserve_four(2), reserve_four(3)});

  const auto outcomes = kit::testing::run(instance.stock.apply(event(3), batch));

  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_TRUE(outcomes[0]);
  ASSERT_FALSE(outcomes[1]);
  EXPECT_EQ(outcomes[1].error().code, codes::limit_exceeded);
  EXPECT_EQ(stock_of(event(3)).held, 4);
}

TEST_F(reservations, given_more_expired_holds_than_one_sweep_takes_then_the_limit_is_still_the_truth) {
  constexpr int others = 600;
  constexpr int last = others + 1;
  auto limited = published_event(2 * others, 6);
  limited.ticket_types.front().max_per_user = 4;
  publish(limited);
  hold_one_each(others, 6);
  clock.advance(seconds{1});
  ASSERT_TRUE(reserve(reserve_request(last, 4, last, 6)));
  clock.advance(minutes{10});

  const auto again = reserve(reserve_request(last + 1, 4, last, 6));
  const auto too_many = reserve(reserve_request(last + 2, 4, last, 6));

  EXPECT_TRUE(again) << "what expired last is swept last";
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().code, codes::limit_exceeded);
}

TEST_F(reservations, given_more_expired_holds_than_one_sweep_takes_then_sold_out_is_still_the_truth) {
  constexpr int holds = 1200;
  auto large = published_event(holds, 5);
  large.ticket_types.front().max_per_order = holds;
  publish(large);
  hold_one_each(holds, 5);
  EXPECT_EQ(stock_of(event(5)).available, 0);
  clock.advance(minutes{10});

  const auto last = reserve(reserve_request(holds + 1, 1000, 1, 5));

  EXPECT_TRUE(last);
  EXPECT_EQ(sweep(), 1) << "three batches of 512, two of which the last buyer needed";
  EXPECT_EQ(stock_of(event(5)).held, 1000);
}

}  // namespace
}  // namespace boxoffice::services::tickets
