#pragma once

// What replicas do about orders behind the scenes: each task is one call to tickets or payments and the step that
// follows from its answer. Running a task twice does no harm, so a crash in between only repeats it.

#include "services/orders/core/ports.hpp"

#include <functional>
#include <optional>
#include <utility>

namespace boxoffice::services::orders {

/// Stateless; safe from any thread. The references outlive it.
class TaskRunner {
 public:
  /// `after_confirm` is called between the sale at tickets and its record here: a place where a crash hurts.
  TaskRunner(OrderStore& store, Tickets& tickets, Payments& payments, std::function<void()> after_confirm)
      : store_(store), tickets_(tickets), payments_(payments), after_confirm_(std::move(after_confirm)) {}

  /// Does the task, takes the step and ends the task if `task` holds it. The order afterwards; nullopt when there is no
  /// such order.
  /// Throws base::Unavailable when there is no definite answer yet: try again.
  Task<std::optional<Order>> run(Context context, OrderTask task) const;

 private:
  using Outcome = Task<std::optional<Trigger>>;
  Outcome perform(Context context, Order order, OrderTask task) const;
  Outcome pay(Context context, Order order) const;
  Outcome confirm(Context context, Order order) const;
  Outcome close(Context context, Order order, OrderTask task) const;
  Task<> release(Context context, OrderTask task) const;
  Outcome refund(Context context, Order order, OrderTask task) const;

  OrderStore& store_;
  Tickets& tickets_;
  Payments& payments_;
  std::function<void()> after_confirm_;
};

}  // namespace boxoffice::services::orders
