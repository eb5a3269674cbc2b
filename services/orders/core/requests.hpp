#pragma once

// What people ask of an order that stands: cancel, more time, cash at the counter, money back.

#include "services/orders/core/ports.hpp"
#include "services/orders/core/task_runner.hpp"

#include <chrono>
#include <string>

namespace boxoffice::services::orders {

/// Who asks. Other people's orders do not exist for a buyer.
struct Caller {
  contracts::UserId id{};
  bool admin = false;

  [[nodiscard]] bool may_see(const Order& order) const { return admin || order.user_id == id; }
};

inline constexpr std::chrono::minutes extension_window{2};  // before the hold ends, in which it may be extended

/// Stateless; safe from any thread. The references outlive it.
class Requests {
 public:
  Requests(OrderStore& store, Tickets& tickets, Payments& payments, const TaskRunner& tasks,
           const kit::base::Clock& clock, std::int64_t extensions_allowed)
      : store_(store),
        tickets_(tickets),
        payments_(payments),
        tasks_(tasks),
        clock_(clock),
        extensions_allowed_(extensions_allowed) {}

  Task<Result<Order>> find(Caller caller, contracts::OrderId id) const;

  /// Row 6. INVALID_STATE, PAYMENT_IN_PROGRESS.
  Task<Result<Order>> cancel(Context context, Caller caller, contracts::OrderId id, std::string reason) const;
  /// Row 10. INVALID_STATE outside the window, HOLD_LIMIT_REACHED, ORDER_NOT_PAYABLE.
  Task<Result<Order>> extend(Context context, Caller caller, contracts::OrderId id) const;
  /// Row 9, administrators. INVALID_STATE, ORDER_NOT_PAYABLE.
  Task<Result<Order>> confirm_cash(Context context, contracts::OrderId id) const;
  /// Row 8, administrators; done by a task. INVALID_STATE.
  Task<Result<Order>> refund(Context context, contracts::OrderId id, std::string reason) const;

 private:
  OrderStore& store_;
  Tickets& tickets_;
  Payments& payments_;
  const TaskRunner& tasks_;
  const kit::base::Clock& clock_;
  std::int64_t extensions_allowed_;
};

}  // namespace boxoffice::services::orders
