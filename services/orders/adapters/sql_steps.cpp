#include "services/orders/adapters/sql_steps.hpp"

#include "kit/base/failure.hpp"
#include "services/orders/adapters/messages.hpp"
#include "services/orders/adapters/sql_rows.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::services::orders {

namespace {

/// Sales end with the event: what would become PENDING or CONFIRMED comes to nothing (row 7).
Trigger seen_with_event(Trigger trigger, kit::sql::Session& session, const Order& order) {
  if (trigger != Trigger::reserved && trigger != Trigger::tickets_confirmed) return trigger;
  if (!is_event_cancelled(session, order.event_id)) return trigger;
  return trigger == Trigger::reserved ? Trigger::reserved_too_late : Trigger::confirmed_too_late;
}

/// The reason that the trigger brings, else the step's own.
std::optional<std::string> reason_of(const Step& step, const std::optional<std::string>& reason) {
  if (reason || step.reason.empty()) return reason;
  return std::string(step.reason);
}

/// The log's name of a status that buyers see.
std::string_view milestone_of(OrderStatus status) {
  switch (status) {
    case OrderStatus::pending:
      return "order_placed";
    case OrderStatus::confirmed:
      return "order_confirmed";
    case OrderStatus::cancelled:
      return "order_cancelled";
    case OrderStatus::expired:
      return "order_expired";
    case OrderStatus::refunded:
      return "order_refunded";
    case OrderStatus::reserving:
    case OrderStatus::rejected:
      return "";
  }
  std::unreachable();
}

void change(Order& order, const Step& step, Trigger trigger, const std::optional<std::string>& why,
            kit::base::Timestamp now) {
  if (trigger == Trigger::hold_released) order.hold_released = true;
  if (std::ranges::find(step.tasks, TaskKind::refund) != step.tasks.end()) order.refund_wanted = true;
  order.updated_at = now;
  if (step.from == step.to) return;
  order.status = step.to;
  order.reason = why;
  if (is_visible(step.to)) order.history.push_back({.status = step.to, .at = now, .reason = why});
}

}  // namespace

std::optional<Order> SqlSteps::take(kit::sql::Transaction& transaction, const Context& context,
                                    const contracts::OrderId& id, Trigger trigger,
                                    const std::optional<std::string>& reason) const {
  auto order = select_order(transaction, id);
  if (!order) return std::nullopt;
  return take(transaction, context, *std::move(order), trigger, reason);
}

std::optional<Order> SqlSteps::take(kit::sql::Transaction& transaction, const Context& context, Order order,
                                    Trigger trigger, const std::optional<std::string>& reason) const {
  trigger = seen_with_event(trigger, transaction, order);
  const Step* const step = find_step(trigger, order);
  if (step == nullptr) return order;
  const auto now = clock_.now();
  const auto why = reason_of(*step, reason);
  change(order, *step, trigger, why, now);
  const auto expected = guard_ == StatusGuard::on ? std::optional(step->from) : std::nullopt;
  if (!update_order(transaction, order, expected)) {
    throw kit::base::Unavailable("another instance has changed the order in this moment");  // undo, decide again
  }
  for (const TaskKind kind : step->tasks) {
    insert_task(transaction, {.order_id = order.id, .kind = kind, .reason = why ? why : order.reason}, context, now);
  }
  const bool told = step->from != step->to && is_visible(step->to);
  if (told) outbox_.add(transaction, context, message_of(order));
  if (told) {
    transaction.after_commit([&log = log_, context, id = order.id, user_id = order.user_id, row = step->row,
                              milestone = milestone_of(order.status)] {
      log.info(milestone, {{"order_id", id.str()}, {"user_id", user_id.str()}, {"row", row}}, context);
    });
  }
  return order;
}

}  // namespace boxoffice::services::orders
