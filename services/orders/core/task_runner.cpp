#include "services/orders/core/task_runner.hpp"

#include "kit/base/failure.hpp"
#include "services/orders/core/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace boxoffice::services::orders {

Task<std::optional<Order>> TaskRunner::run(Context context, OrderTask task) const {
  auto order = co_await store_.find(task.order_id);
  std::optional<Trigger> trigger;
  if (task.kind == TaskKind::release) {
    co_await release(context, task);  // also of an order that nobody can see
  } else if (order) {
    trigger = co_await perform(context, *std::move(order), task);
  }
  co_return co_await store_.finish_task(std::move(context), std::move(task), trigger);
}

namespace {

/// An error that the port does not name is no answer (a key that was changed, a version that does not fit): the task is
/// tried again, and nothing is concluded from it.
template <class T>
void require_answer(const Result<T>& answer, std::initializer_list<kit::base::ErrorCode> known) {
  if (answer || std::ranges::find(known, answer.error().code) != known.end()) return;
  throw kit::base::Unavailable(fmt::format("an answer that means nothing here: {}", answer.error().code.name));
}

}  // namespace

TaskRunner::Outcome TaskRunner::perform(Context context, Order order, OrderTask task) const {
  switch (task.kind) {
    case TaskKind::pay:
      return pay(std::move(context), std::move(order));
    case TaskKind::confirm:
      return confirm(std::move(context), std::move(order));
    case TaskKind::close:
    case TaskKind::cancel:
    case TaskKind::event_cancel:
      return close(std::move(context), std::move(order), std::move(task));
    case TaskKind::release:
      break;  // needs no order, see run()
    case TaskKind::refund:
      return refund(std::move(context), std::move(order), std::move(task));
  }
  std::unreachable();
}

TaskRunner::Outcome TaskRunner::pay(Context context, Order order) const {
  if (order.status == OrderStatus::pending && order.payment_token) {
    contracts::StartPayment payment{.order_id = order.id,
                                    .user_id = order.user_id,
                                    .amount = order.total_amount,
                                    .currency = order.currency,
                                    .payment_method = {.type = "card", .token = order.payment_token},
                                    .expires_at = order.expires_at};
    // A closed gate means that the order's end is on its way already.
    const auto started = co_await payments_.start(std::move(context), std::move(payment));
    require_answer(started, {codes::order_not_payable, codes::payment_in_progress});
  }
  co_return std::nullopt;
}

TaskRunner::Outcome TaskRunner::confirm(Context context, Order order) const {
  if (order.status != OrderStatus::pending) co_return std::nullopt;
  const auto confirmed = co_await tickets_.confirm(std::move(context), std::move(order.id));
  require_answer(confirmed, {codes::hold_lost});
  after_confirm_();
  co_return confirmed ? Trigger::tickets_confirmed : Trigger::hold_lost;
}

TaskRunner::Outcome TaskRunner::close(Context context, Order order, OrderTask task) const {
  if (order.status != OrderStatus::pending) co_return std::nullopt;
  const bool person = task.kind == TaskKind::cancel;
  const auto closed = co_await payments_.close(std::move(context), std::move(order.id), person);
  require_answer(closed, {});
  switch (task.kind) {
    case TaskKind::cancel:
      co_return closed->closed ? std::optional(Trigger::cancelled_by_person) : std::nullopt;
    case TaskKind::event_cancel:
      co_return Trigger::cancelled_with_event;
    default:
      co_return closed->payment_open ? std::nullopt : std::optional(Trigger::gate_closed);
  }
}

Task<> TaskRunner::release(Context context, OrderTask task) const {
  // Refused for what is sold already; then the order is confirmed or its refund takes the tickets back.
  const auto released =
      co_await tickets_.cancel(std::move(context), std::move(task.order_id), {.sold = false, .reason = task.reason});
  require_answer(released, {kit::base::codes::invalid_state});
}

TaskRunner::Outcome TaskRunner::refund(Context context, Order order, OrderTask task) const {
  require_answer(co_await tickets_.cancel(context, order.id, {.sold = true, .reason = task.reason}), {});
  const auto refunded = co_await payments_.refund(std::move(context), std::move(order.id),
                                                  task.reason.value_or(std::string(reasons::hold_expired)));
  require_answer(refunded, {kit::base::codes::not_found});
  if (!refunded && refunded.error().code == kit::base::codes::not_found) co_return Trigger::nothing_to_refund;
  co_return std::nullopt;  // PAYMENT_REFUNDED says when it is done
}

}  // namespace boxoffice::services::orders
