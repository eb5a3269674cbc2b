#include "services/orders/core/saga.hpp"

#include "kit/base/failure.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace boxoffice::services::orders {

namespace {

using enum Trigger;
using enum OrderStatus;

constexpr std::array pay{TaskKind::pay};
constexpr std::array confirm{TaskKind::confirm};
constexpr std::array close{TaskKind::close};
constexpr std::array release{TaskKind::release};
constexpr std::array refund{TaskKind::refund};

constexpr std::string_view hold_expired = reasons::hold_expired;
constexpr std::string_view event_cancelled = reasons::event_cancelled;

// The first step that fits wins, so a step with a condition stands before the one without.
constexpr std::array steps{
    // 1 POST orders
    Step{9, reserved, reserving, pending, confirm, "", Condition::costs_nothing},
    Step{5, reserved, reserving, pending, close, "", Condition::hold_was_released},
    Step{1, reserved, reserving, pending, pay, "", Condition::has_payment_method},
    Step{1, reserved, reserving, pending},
    Step{1, reservation_refused, reserving, rejected},
    Step{7, reserved_too_late, reserving, rejected, release},
    // 4 PAYMENT_SUCCEEDED
    Step{4, payment_succeeded, pending, pending, confirm},
    Step{4, tickets_confirmed, pending, confirmed},
    Step{4, hold_lost, pending, expired, refund, hold_expired},
    // 5 TICKETS_RELEASED by the sweep, which may be told before the order is PENDING; of a free order tickets decides
    Step{5, hold_released, reserving, reserving},
    Step{9, hold_released, pending, pending, confirm, "", Condition::costs_nothing},
    Step{5, hold_released, pending, pending, close},
    Step{5, gate_closed, pending, expired, {}, hold_expired, Condition::hold_was_released},
    Step{5, payment_failed, pending, expired, {}, hold_expired, Condition::hold_was_released},
    // 6 cancel by a person; a free order may be at its sale already, which is taken back
    Step{6, cancelled_by_person, pending, cancelled, refund, "", Condition::costs_nothing},
    Step{6, cancelled_by_person, pending, cancelled, release},
    // 7 EVENT_CANCELLED takes back whatever was sold or paid; and a payment that succeeds after an end without a sale
    Step{7, cancelled_with_event, pending, cancelled, refund, event_cancelled},
    Step{7, confirmed_too_late, pending, cancelled, refund, event_cancelled},
    Step{7, payment_succeeded, cancelled, cancelled, refund},
    Step{5, payment_succeeded, expired, expired, refund},
    // 8 refund
    Step{8, refund_requested, confirmed, confirmed, refund},
    Step{8, payment_refunded, confirmed, refunded},
    Step{8, payment_refunded, cancelled, refunded},
    Step{8, payment_refunded, expired, refunded},
    Step{8, nothing_to_refund, confirmed, refunded},
};

bool holds(Condition condition, const Order& order) {
  switch (condition) {
    case Condition::none:
      return true;
    case Condition::hold_was_released:
      return order.hold_released;
    case Condition::has_payment_method:
      return order.payment_token.has_value() && order.total_amount > 0;
    case Condition::costs_nothing:
      return order.total_amount == 0;
  }
  return false;
}

constexpr std::array<std::pair<TaskKind, std::string_view>, 7> task_names{{{TaskKind::pay, "PAY"},
                                                                           {TaskKind::confirm, "CONFIRM"},
                                                                           {TaskKind::close, "CLOSE"},
                                                                           {TaskKind::cancel, "CANCEL"},
                                                                           {TaskKind::event_cancel, "EVENT_CANCEL"},
                                                                           {TaskKind::release, "RELEASE"},
                                                                           {TaskKind::refund, "REFUND"}}};

}  // namespace

std::string_view to_text(TaskKind kind) {
  return std::ranges::find(task_names, kind, &std::pair<TaskKind, std::string_view>::first)->second;
}

TaskKind task_from_text(std::string_view text) {
  const auto* const found = std::ranges::find(task_names, text, &std::pair<TaskKind, std::string_view>::second);
  if (found == task_names.end()) throw kit::base::Unreadable("a task is stored with an unknown kind");
  return found->first;
}

std::string_view sentence_of(std::string_view reason) {
  if (reason == reasons::hold_expired) return "The hold expired before the payment arrived.";
  if (reason == reasons::event_cancelled) return "The event was cancelled.";
  return reason;
}

std::span<const Step> saga() {
  return steps;
}

const Step* find_step(Trigger trigger, const Order& order) {
  const auto* const found = std::ranges::find_if(steps, [&](const Step& step) {
    return step.trigger == trigger && step.from == order.status && holds(step.condition, order);
  });
  return found == steps.end() ? nullptr : found;
}

}  // namespace boxoffice::services::orders
