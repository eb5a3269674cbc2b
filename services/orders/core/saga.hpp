#pragma once

// The purchase as a table: what happened, to an order in which state, leads to which state and which tasks. The rows
// have the numbers of docs/purchase.md. Everything that changes an order's status goes through this table, so it is the
// place to read how a purchase can go.

#include "services/orders/core/order.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace boxoffice::services::orders {

/// What can happen to an order, as a fact in the past.
enum class Trigger : std::uint8_t {
  reserved,              // tickets holds what the order wants
  reserved_too_late,     // ... but its event was cancelled meanwhile
  reservation_refused,   // tickets does not hold it
  payment_succeeded,     // PAYMENT_SUCCEEDED
  tickets_confirmed,     // tickets has sold
  confirmed_too_late,    // ... but the event was cancelled meanwhile
  hold_lost,             // tickets could not sell: the hold was gone
  hold_released,         // TICKETS_RELEASED, HOLD_EXPIRED; noted in the order for the steps that follow
  gate_closed,           // no payment is open and none can start any more
  payment_failed,        // PAYMENT_FAILED
  cancelled_by_person,   // after the gate was closed
  cancelled_with_event,  // after the gate was closed
  refund_requested,
  payment_refunded,   // PAYMENT_REFUNDED
  nothing_to_refund,  // nothing was paid
};

/// What is to be done after a step, by whichever replica claims it.
enum class TaskKind : std::uint8_t {
  pay,           // payments.start
  confirm,       // tickets.confirm
  close,         // payments.close(always) after the hold was released
  cancel,        // resumes a cancellation by a person
  event_cancel,  // payments.close(always), then cancelled
  release,       // tickets.cancel of a hold
  refund,        // tickets.cancel of what was sold, payments.refund
};

[[nodiscard]] std::string_view to_text(TaskKind kind);
[[nodiscard]] TaskKind task_from_text(std::string_view text);

/// What a step needs beyond the status.
enum class Condition : std::uint8_t { none, hold_was_released, has_payment_method, costs_nothing };

/// Reasons that the saga itself gives; any other reason is what a person wrote.
namespace reasons {
inline constexpr std::string_view hold_expired = "HOLD_EXPIRED";
inline constexpr std::string_view event_cancelled = "EVENT_CANCELLED";
}  // namespace reasons

/// A reason as a buyer understands it.
[[nodiscard]] std::string_view sentence_of(std::string_view reason);

struct Step {
  int row;  // of the table in docs/purchase.md
  Trigger trigger;
  OrderStatus from;
  OrderStatus to;
  std::span<const TaskKind> tasks{};
  std::string_view reason{};  // empty: none, or the one that the trigger brings
  Condition condition = Condition::none;
};

/// All steps, in the order of the rows.
[[nodiscard]] std::span<const Step> saga();

/// The step for this order, or null when the trigger means nothing to it (any more).
[[nodiscard]] const Step* find_step(Trigger trigger, const Order& order);

}  // namespace boxoffice::services::orders
