#include "services/orders/core/saga.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::services::orders {
namespace {

using enum OrderStatus;

Order order_in(OrderStatus status) {
  return {.status = status, .total_amount = 3000};
}

TEST(saga, given_every_step_then_statuses_only_go_forward) {
  for (const Step& step : saga()) {
    SCOPED_TRACE(std::string(to_text(step.from)) + " -> " + std::string(to_text(step.to)));
    if (step.from == step.to) {
      const bool is_noted = step.trigger == Trigger::hold_released;
      EXPECT_TRUE(is_noted || !step.tasks.empty()) << "a step that changes nothing must lead to work";
      continue;
    }
    switch (step.to) {
      case pending:
      case rejected:
        EXPECT_EQ(step.from, reserving);
        break;
      case confirmed:
      case cancelled:
      case expired:
        EXPECT_EQ(step.from, pending);
        break;
      case refunded:
        EXPECT_TRUE(step.from == confirmed || step.from == cancelled || step.from == expired);
        break;
      case reserving:
        ADD_FAILURE() << "nothing goes back to being reserved";
        break;
    }
  }
}

struct Case {
  std::string_view name;
  Trigger trigger;
  Order order;
  std::optional<OrderStatus> to;  // nullopt: means nothing
  std::vector<TaskKind> tasks;
};

std::vector<Case> cases() {
  Order with_card = order_in(reserving);
  with_card.payment_token = "tok_visa";
  Order free = order_in(reserving);
  free.total_amount = 0;
  Order free_pending = order_in(pending);
  free_pending.total_amount = 0;
  Order released = order_in(pending);
  released.hold_released = true;
  Order released_early = with_card;
  released_early.hold_released = true;
  return {
      {"row 1", Trigger::reserved, order_in(reserving), pending, {}},
      {"row 1 with a payment method", Trigger::reserved, with_card, pending, {TaskKind::pay}},
      {"row 9 free", Trigger::reserved, free, pending, {TaskKind::confirm}},
      {"row 1 refused", Trigger::reservation_refused, order_in(reserving), rejected, {}},
      {"row 7 while reserving", Trigger::reserved_too_late, order_in(reserving), rejected, {TaskKind::release}},
      {"row 4 paid", Trigger::payment_succeeded, order_in(pending), pending, {TaskKind::confirm}},
      {"row 4 sold", Trigger::tickets_confirmed, order_in(pending), confirmed, {}},
      {"row 4 hold lost", Trigger::hold_lost, order_in(pending), expired, {TaskKind::refund}},
      {"row 5 released", Trigger::hold_released, order_in(pending), pending, {TaskKind::close}},
      {"row 5 released before the order was pending", Trigger::hold_released, order_in(reserving), reserving, {}},
      {"row 5 and pending only then", Trigger::reserved, released_early, pending, {TaskKind::close}},
      {"row 5 of a free order", Trigger::hold_released, free_pending, pending, {TaskKind::confirm}},
      {"row 5 closed", Trigger::gate_closed, released, expired, {}},
      {"row 5 closed before the release was told", Trigger::gate_closed, order_in(pending), std::nullopt, {}},
      {"row 5 payment failed after the release", Trigger::payment_failed, released, expired, {}},
      {"a refused payment leaves the order", Trigger::payment_failed, order_in(pending), std::nullopt, {}},
      {"row 6", Trigger::cancelled_by_person, order_in(pending), cancelled, {TaskKind::release}},
      {"row 6 of a free order", Trigger::cancelled_by_person, free_pending, cancelled, {TaskKind::refund}},
      {"row 7", Trigger::cancelled_with_event, order_in(pending), cancelled, {TaskKind::refund}},
      {"row 7 sold too late", Trigger::confirmed_too_late, order_in(pending), cancelled, {TaskKind::refund}},
      {"late payment of a cancelled order",
       Trigger::payment_succeeded,
       order_in(cancelled),
       cancelled,
       {TaskKind::refund}},
      {"late payment of an expired order", Trigger::payment_succeeded, order_in(expired), expired, {TaskKind::refund}},
      {"row 8", Trigger::refund_requested, order_in(confirmed), confirmed, {TaskKind::refund}},
      {"row 8 done", Trigger::payment_refunded, order_in(confirmed), refunded, {}},
      {"row 8 free", Trigger::nothing_to_refund, order_in(confirmed), refunded, {}},
      {"an expired order is never confirmed", Trigger::tickets_confirmed, order_in(expired), std::nullopt, {}},
      {"a cancelled order is never confirmed", Trigger::tickets_confirmed, order_in(cancelled), std::nullopt, {}},
      {"a refunded order stays", Trigger::payment_succeeded, order_in(refunded), std::nullopt, {}},
      {"a confirmed order does not expire", Trigger::hold_released, order_in(confirmed), std::nullopt, {}},
  };
}

TEST(saga, given_trigger_and_order_then_the_step_of_the_table) {
  for (const Case& one : cases()) {
    SCOPED_TRACE(one.name);
    const Step* const step = find_step(one.trigger, one.order);
    if (!one.to) {
      EXPECT_EQ(step, nullptr);
      continue;
    }
    ASSERT_NE(step, nullptr);
    EXPECT_EQ(step->to, *one.to);
    EXPECT_EQ(std::vector<TaskKind>(step->tasks.begin(), step->tasks.end()), one.tasks);
  }
}

}  // namespace
}  // namespace boxoffice::services::orders
