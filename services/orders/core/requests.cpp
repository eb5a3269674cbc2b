#include "services/orders/core/requests.hpp"

#include "services/orders/core/errors.hpp"

#include <fmt/format.h>

#include <utility>

namespace boxoffice::services::orders {

using kit::base::fail;

namespace {

std::unexpected<kit::base::Error> wrong_state(const char* what, const Order& order) {
  return fail(kit::base::codes::invalid_state, fmt::format("{} This order is {}.", what, to_text(order.status)));
}

std::unexpected<kit::base::Error> not_payable() {
  return fail(codes::order_not_payable, "The time to pay for this order is over. Please order again.");
}

}  // namespace

Task<Result<Order>> Requests::find(Caller caller, contracts::OrderId id) const {
  auto order = co_await store_.find(std::move(id));
  if (!order || !caller.may_see(*order)) co_return fail(kit::base::codes::not_found, "There is no such order.");
  co_return *std::move(order);
}

Task<Result<Order>> Requests::cancel(Context context, Caller caller, contracts::OrderId id, std::string reason) const {
  BOXOFFICE_CO_TRY(const auto order, co_await find(caller, id));
  constexpr const char* only_pending = "Only orders that wait for their payment can be cancelled.";
  if (order.status != OrderStatus::pending) co_return wrong_state(only_pending, order);
  auto task = co_await store_.want_cancel(context, id, std::move(reason));
  if (!task) {
    BOXOFFICE_CO_TRY(const auto moved_on, co_await find(caller, id));
    co_return wrong_state(only_pending, moved_on);
  }

  const auto after = co_await tasks_.run(std::move(context), *std::move(task));
  if (after->status == OrderStatus::cancelled) co_return *after;
  if (after->status != OrderStatus::pending) co_return wrong_state(only_pending, *after);
  co_return fail(codes::payment_in_progress, "A payment for this order is on its way. Please wait for its outcome.");
}

Task<Result<Order>> Requests::extend(Context context, Caller caller, contracts::OrderId id) const {
  caller.admin = false;  // only the buyer holds longer
  BOXOFFICE_CO_TRY(const auto order, co_await find(caller, id));
  const Timestamp now = clock_.now();
  if (order.status != OrderStatus::pending || !order.expires_at || *order.expires_at <= now) co_return not_payable();
  if (order.extensions >= extensions_allowed_) {
    co_return fail(codes::hold_limit_reached, "This order cannot be held any longer. Please pay before it expires.");
  }
  if (*order.expires_at - now > extension_window) {
    co_return wrong_state("More time can be had in the last two minutes.", order);
  }
  const std::int64_t number = order.extensions + 1;
  const auto granted = co_await tickets_.extend(std::move(context), id, number);
  if (!granted) co_return not_payable();
  auto extended = co_await store_.extended(std::move(id), number, granted->expires_at);
  if (!extended) co_return not_payable();
  co_return *std::move(extended);
}

Task<Result<Order>> Requests::confirm_cash(Context context, contracts::OrderId id) const {
  const Caller administrator{.admin = true};
  BOXOFFICE_CO_TRY(const auto order, co_await find(administrator, id));
  if (order.status != OrderStatus::pending) {
    co_return wrong_state("Only orders that wait for their payment can be confirmed.", order);
  }
  if (order.total_amount > 0) {
    contracts::StartPayment payment{.order_id = order.id,
                                    .user_id = order.user_id,
                                    .amount = order.total_amount,
                                    .currency = order.currency,
                                    .payment_method = {.type = "cash"}};
    BOXOFFICE_CO_TRY_VOID(co_await payments_.start(context, std::move(payment)));
  }
  // On the side of the task that PAYMENT_SUCCEEDED brings: whoever is second finds nothing to do.
  const auto after = co_await tasks_.run(std::move(context), {.order_id = id, .kind = TaskKind::confirm});
  co_return *after;
}

Task<Result<Order>> Requests::refund(Context context, contracts::OrderId id, std::string reason) const {
  const Caller administrator{.admin = true};
  BOXOFFICE_CO_TRY(const auto order, co_await find(administrator, id));
  if (order.status != OrderStatus::confirmed) co_return wrong_state("Only confirmed orders can be refunded.", order);
  if (order.refund_wanted) co_return order;
  auto after =
      co_await store_.take_step(std::move(context), std::move(id), Trigger::refund_requested, std::move(reason));
  co_return *std::move(after);
}

}  // namespace boxoffice::services::orders
