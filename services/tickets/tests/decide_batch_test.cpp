#include "services/tickets/core/decide_batch.hpp"

#include "kit/testing/seeded_random.hpp"
#include "services/tickets/core/errors.hpp"
#include "services/tickets/tests/examples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::services::tickets {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::string_view ok = "OK";

/// Ten of type 1, three of type 2, which allows two per order and five per user.
Stock example_stock() {
  Stock stock;
  stock.event = EventSales{.sales_end_at = start_of_test + hours{24}, .currency = "EUR"};
  stock.types = {
      {.id = type(1), .name = "Standing", .price = 1000, .capacity = 10, .available = 10, .max_per_order = 8},
      {.id = type(2),
       .name = "Balcony",
       .price = 2500,
       .capacity = 8,
       .available = 8,
       .max_per_order = 4,
       .max_per_user = 5}};
  return stock;
}

Command reserve_lines(int order_number, std::vector<contracts::QuantityLine> lines) {
  return {.what = Reserve{
              .order_id = order(order_number), .user_id = user(1), .event_id = event(), .lines = std::move(lines)}};
}
Command confirm(int order_number) {
  return {.what = Confirm{.order_id = order(order_number)}};
}
Command cancel(int order_number, bool sold = false) {
  return {.what = Cancel{.order_id = order(order_number), .sold = sold}};
}
Command extend(int order_number, std::int64_t number) {
  return {.what = Extend{.order_id = order(order_number), .number = number}};
}

class deciding : public testing::Test {
 protected:
  BatchDecision decide(Stock stock, const std::vector<Command>& commands, kit::base::Timestamp now = start_of_test) {
    return decide_batch(std::move(stock), commands, now, HoldTimes{}, ids);
  }

  kit::testing::FakeClock clock{};
  kit::testing::SeededRandom random{};
  kit::base::IdGenerator ids{clock, random};
};

struct Case {
  std::string_view name;
  std::vector<Command> commands;
  std::vector<std::string_view> outcomes;
  std::vector<std::int64_t> first_type;  // available, held, sold afterwards
  std::function<void(Stock&)> given = [](Stock&) {};
  milliseconds later{0};
};

std::vector<std::string_view> names_of(const std::vector<Outcome>& outcomes) {
  std::vector<std::string_view> names;
  for (const auto& outcome : outcomes) names.push_back(outcome ? ok : outcome.error().code.name);
  return names;
}

void cancel_event(Stock& stock) {
  stock.event->is_cancelled = true;
}
void remove_event(Stock& stock) {
  stock.event.reset();
}
void start_in_an_hour(Stock& stock) {
  stock.event->sales_start_at = start_of_test + hours{1};
}
void take_first_type_off(Stock& stock) {
  stock.types.front().on_sale = false;
}

const std::vector<Case> cases{
    {"reserve", {reserve_command(1, 3)}, {ok}, {7, 3, 0}},
    {"reserve the last", {reserve_command(1, 8), reserve_command(2, 2)}, {ok, ok}, {0, 10, 0}},
    {"one too many", {reserve_command(1, 8), reserve_command(2, 3)}, {ok, "SOLD_OUT"}, {2, 8, 0}},
    {"a smaller one behind one too many",
     {reserve_command(1, 8), reserve_command(2, 3), reserve_command(3, 2)},
     {ok, "SOLD_OUT", ok},
     {0, 10, 0}},
    {"reserve twice", {reserve_command(1, 3), reserve_command(1, 3)}, {ok, ok}, {7, 3, 0}},
    {"more than an order may have", {reserve_command(1, 9)}, {"LIMIT_EXCEEDED"}, {10, 0, 0}},
    {"more than a user may have",
     {reserve_lines(1, {{type(2), 4}}), reserve_lines(2, {{type(2), 2}}), reserve_lines(3, {{type(2), 1}})},
     {ok, "LIMIT_EXCEEDED", ok},
     {10, 0, 0}},
    {"a user has room again after giving back",
     {reserve_lines(1, {{type(2), 4}}), cancel(1), reserve_lines(2, {{type(2), 4}})},
     {ok, ok, ok},
     {10, 0, 0}},
    {"one of two types is not there: neither is held",
     {reserve_lines(1, {{type(1), 8}}), reserve_lines(2, {{type(2), 1}, {type(1), 3}})},
     {ok, "SOLD_OUT"},
     {2, 8, 0}},
    {"a type twice", {reserve_lines(1, {{type(1), 1}, {type(1), 1}})}, {"VALIDATION_FAILED"}, {10, 0, 0}},
    {"an unknown type", {reserve_lines(1, {{type(9), 1}})}, {"VALIDATION_FAILED"}, {10, 0, 0}},
    {"a removed type", {reserve_command(1, 1)}, {"VALIDATION_FAILED"}, {10, 0, 0}, take_first_type_off},
    {"an unknown event", {reserve_command(1, 1)}, {"NOT_FOUND"}, {10, 0, 0}, remove_event},
    {"a cancelled event", {reserve_command(1, 1)}, {"SALES_CLOSED"}, {10, 0, 0}, cancel_event},
    {"before sales",
     {reserve_command(1, 1)},
     {"SALES_CLOSED"},
     {10, 0, 0},
     start_in_an_hour,
     hours{1} - milliseconds{1}},
    {"sales begin", {reserve_command(1, 1)}, {ok}, {9, 1, 0}, start_in_an_hour, hours{1}},
    {"the last moment of sales", {reserve_command(1, 1)}, {ok}, {9, 1, 0}, {}, hours{24} - milliseconds{1}},
    {"sales have ended", {reserve_command(1, 1)}, {"SALES_CLOSED"}, {10, 0, 0}, {}, hours{24}},
    {"reserve, sell", {reserve_command(1, 3), confirm(1), confirm(1)}, {ok, ok, ok}, {7, 0, 3}},
    {"reserve, cancel, late reserve, late confirm",
     {reserve_command(1, 3), cancel(1), reserve_command(1, 3), confirm(1), cancel(1)},
     {ok, ok, "HOLD_LOST", "HOLD_LOST", ok},
     {10, 0, 0}},
    {"sold, cancelled, refunded twice",
     {reserve_command(1, 3), confirm(1), cancel(1), cancel(1, true), cancel(1, true), confirm(1)},
     {ok, ok, "INVALID_STATE", ok, ok, "HOLD_LOST"},
     {10, 0, 0}},
    {"what a refund gives back can be sold again",
     {reserve_command(1, 8), confirm(1), reserve_command(2, 8), cancel(1, true), reserve_command(3, 8)},
     {ok, ok, "SOLD_OUT", ok, ok},
     {2, 8, 0}},
    {"reserve of a sold order", {reserve_command(1, 3), confirm(1), reserve_command(1, 3)}, {ok, ok, ok}, {7, 0, 3}},
    {"extend", {reserve_command(1, 1), extend(1, 1), extend(1, 1), extend(1, 2)}, {ok, ok, ok, ok}, {9, 1, 0}},
    {"extend too far", {reserve_command(1, 1), extend(1, 2)}, {ok, "INVALID_STATE"}, {9, 1, 0}},
    {"extend what is sold", {reserve_command(1, 1), confirm(1), extend(1, 1)}, {ok, ok, "INVALID_STATE"}, {9, 0, 1}},
    {"extend what was given back", {reserve_command(1, 1), cancel(1), extend(1, 1)}, {ok, ok, "HOLD_LOST"}, {10, 0, 0}},
    {"calls for nothing", {confirm(1), extend(1, 1), cancel(1)}, {"HOLD_LOST", "HOLD_LOST", "NOT_FOUND"}, {10, 0, 0}},
    {"sweep", {Command{.what = Sweep{}}}, {ok}, {10, 0, 0}},
};

TEST_F(deciding, given_commands_then_outcomes_and_stock_are_as_the_table_says) {
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    Stock stock = example_stock();
    if (each.given) each.given(stock);

    const BatchDecision decision = decide(std::move(stock), each.commands, start_of_test + each.later);

    EXPECT_EQ(names_of(decision.outcomes), each.outcomes);
    const TypeStock& first = decision.stock.types.front();
    EXPECT_EQ((std::vector{first.available, first.held, first.sold}), each.first_type);
  }
}

/// A stock in which order 1 has expired with three of type 1.
Stock stock_with_expired_hold() {
  Stock stock = example_stock();
  stock.types.front().available = 7;
  stock.types.front().held = 3;
  stock.holds[order(1)] = {.order_id = order(1),
                           .user_id = user(1),
                           .event_id = event(),
                           .expires_at = start_of_test,
                           .currency = "EUR",
                           .lines = {{type(1), 3, 900}},
                           .stored_status = HoldStatus::held};
  stock.expired = {order(1)};
  return stock;
}

TEST_F(deciding, given_expired_hold_then_it_is_released_before_the_commands) {
  const auto decision = decide(stock_with_expired_hold(), {reserve_command(2, 8)});

  EXPECT_TRUE(decision.outcomes.front());
  EXPECT_EQ(decision.stock.holds.at(order(1)).status, HoldStatus::released);
  ASSERT_EQ(decision.announcements.size(), 2U);
  EXPECT_EQ(decision.announcements.front().command, std::nullopt);
  const auto& released = std::get<contracts::messages::TicketsReleased>(decision.announcements.front().fact);
  EXPECT_EQ(released.reason, "HOLD_EXPIRED");
  EXPECT_EQ(released.items, (std::vector<contracts::messages::TicketLine>{{type(1), 3}}));
}

/// Order 1 of user 1 has expired with four of type 2, of which a user may have five.
Stock stock_with_expired_hold_under_limit() {
  Stock stock = stock_with_expired_hold();
  stock.types = example_stock().types;
  stock.types.back().available = 4;
  stock.types.back().held = 4;
  stock.holds.at(order(1)).lines = {{type(2), 4, 2500}};
  stock.taken[{user(1), type(2)}] = 4;
  return stock;
}

TEST_F(deciding, given_expired_hold_then_its_user_has_room_for_as_much_again_and_no_more) {
  const auto decision = decide(stock_with_expired_hold_under_limit(),
                               {reserve_lines(2, {{type(2), 4}}), reserve_lines(3, {{type(2), 4}})});

  EXPECT_EQ(names_of(decision.outcomes), (std::vector<std::string_view>{ok, "LIMIT_EXCEEDED"}));
}

/// Beyond what one sweep takes, a hold may be out of time and not in `expired`.
TEST_F(deciding, given_expired_hold_that_is_not_swept_yet_when_given_back_then_its_user_has_room_for_as_much_again) {
  Stock stock = stock_with_expired_hold_under_limit();
  stock.expired.clear();

  const auto decision =
      decide(std::move(stock), {cancel(1), reserve_lines(2, {{type(2), 4}}), reserve_lines(3, {{type(2), 4}})});

  EXPECT_EQ(names_of(decision.outcomes), (std::vector<std::string_view>{ok, ok, "LIMIT_EXCEEDED"}));
}

TEST_F(deciding, given_expired_hold_that_is_not_swept_yet_when_extended_then_never_revived) {
  Stock stock = stock_with_expired_hold();
  stock.expired.clear();

  const auto decision = decide(std::move(stock), {extend(1, 1)});

  EXPECT_EQ(names_of(decision.outcomes), std::vector<std::string_view>{"HOLD_LOST"});
  EXPECT_EQ(decision.stock.holds.at(order(1)).expires_at, start_of_test);
}

TEST_F(deciding, given_expired_hold_when_confirmed_then_taken_again_at_the_old_price) {
  const auto decision = decide(stock_with_expired_hold(), {confirm(1)});

  ASSERT_TRUE(decision.outcomes.front());
  ASSERT_EQ(decision.issued.size(), 3U);
  EXPECT_EQ(decision.issued.front().price, 900);
  EXPECT_EQ(decision.stock.types.front().sold, 3);
  EXPECT_TRUE(std::holds_alternative<contracts::messages::TicketsSold>(decision.announcements.back().fact));
}

TEST_F(deciding, given_type_off_sale_when_given_back_then_it_leaves_the_capacity) {
  Stock stock = stock_with_expired_hold();
  stock.types.front() = {
      .id = type(1), .name = "Standing", .capacity = 3, .held = 3, .max_per_order = 8, .on_sale = false};

  const auto decision = decide(std::move(stock), {confirm(1)});

  EXPECT_EQ(names_of(decision.outcomes), std::vector<std::string_view>{"HOLD_LOST"});
  const TypeStock& gone = decision.stock.types.front();
  EXPECT_EQ((std::vector{gone.capacity, gone.available, gone.held, gone.sold}),
            (std::vector<std::int64_t>{0, 0, 0, 0}));
}

TEST_F(deciding, given_sale_of_two_types_then_tickets_are_numbered_within_each) {
  const auto decision = decide(example_stock(), {reserve_lines(1, {{type(1), 2}, {type(2), 1}}), confirm(1)});

  std::vector<std::string> issued;
  for (const auto& ticket : decision.issued) {
    issued.push_back(fmt::format("{} {} {}", ticket.ticket_type_id == type(1) ? 1 : 2, ticket.number, ticket.price));
  }
  EXPECT_EQ(issued, (std::vector<std::string>{"1 1 1000", "1 2 1000", "2 1 2500"}));
  const auto& confirmed = std::get<contracts::TicketsConfirmed>(*decision.outcomes.back());
  EXPECT_EQ(confirmed.ticket_ids.size(), 3U);
  EXPECT_TRUE(std::ranges::is_sorted(confirmed.ticket_ids));
}

TEST_F(deciding, given_sold_out_then_the_error_says_what_is_left) {
  const auto decision = decide(example_stock(), {reserve_command(1, 8), reserve_command(2, 3)});

  const auto& error = decision.outcomes.back().error();
  EXPECT_EQ(error.message, "Only 2 of Standing are left.");
  EXPECT_EQ(error.details, (std::vector<kit::base::Detail>{{"ticketTypeId", type(1).str()}, {"available", 2}}));
}

}  // namespace
}  // namespace boxoffice::services::tickets
