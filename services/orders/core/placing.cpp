#include "services/orders/core/placing.hpp"

#include "kit/base/failure.hpp"
#include "services/orders/core/errors.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::services::orders {

using kit::base::Error;

namespace {

contracts::ReserveTickets reservation_for(const Order& order) {
  contracts::ReserveTickets wanted{.order_id = order.id, .user_id = order.user_id, .event_id = order.event_id};
  for (const OrderItem& item : order.items) {
    wanted.items.push_back({.ticket_type_id = item.ticket_type_id, .quantity = item.quantity});
  }
  return wanted;
}

/// Names, prices and time come from tickets, whatever the client said.
void take_over(Order& order, const contracts::Reservation& reservation) {
  order.items.clear();
  for (const auto& line : reservation.items) {
    order.items.push_back({.ticket_type_id = line.ticket_type_id,
                           .name = line.name,
                           .quantity = line.quantity,
                           .unit_price = line.unit_price});
  }
  order.total_amount = reservation.total_amount;
  order.currency = reservation.currency;
  order.expires_at = reservation.expires_at;
}

bool is_kept(const Error& error) {
  return error.code == codes::sold_out || error.code == codes::sales_closed || error.code == codes::limit_exceeded;
}

}  // namespace

std::chrono::milliseconds resume_pause(std::chrono::milliseconds age) {
  return std::clamp<std::chrono::milliseconds>(age, resume_after, longest_resume_pause);
}

Task<Result<KeptAnswer>> Placing::place(Context context, PlaceKey key, Wanted wanted, Rendering rendering) const {
  const Timestamp now = clock_.now();
  Order draft{.id = ids_.next_as<contracts::OrderId>(),
              .user_id = key.user_id,
              .event_id = std::move(wanted.event_id),
              .items = std::move(wanted.items),
              .payment_token = std::move(wanted.payment_token),
              .created_at = now,
              .updated_at = now};
  for (const OrderItem& item : draft.items) draft.ticket_quantity += item.quantity;
  co_return co_await go_on(std::move(context), std::move(key), std::move(draft), std::move(rendering));
}

Task<Result<KeptAnswer>> Placing::resume(Context context, PlaceKey key, Rendering rendering) const {
  return go_on(std::move(context), std::move(key), {}, std::move(rendering));
}

Task<Result<KeptAnswer>> Placing::go_on(Context context, PlaceKey key, Order draft, Rendering rendering) const {
  BOXOFFICE_CO_TRY(auto begun, co_await store_.begin(context, key, std::move(draft)));
  if (begun.replay) co_return *std::move(begun.replay);
  if (begun.order.status == OrderStatus::reserving) {
    co_return co_await reserve(std::move(context), std::move(key), std::move(begun.order), std::move(rendering));
  }
  if (begun.order.status == OrderStatus::rejected) {
    // A crash came between the rejection and its answer.
    Error closed{.code = codes::sales_closed, .message = "The event was cancelled."};
    co_return co_await refuse(std::move(key), std::move(begun.order.id), std::move(closed), std::move(rendering));
  }
  // A crash came between T2 and the answer; the task of that attempt may be a worker's by now.
  OrderTask task{.order_id = std::move(begun.order.id), .kind = TaskKind::confirm};
  co_return co_await confirm_free(std::move(context), std::move(key), std::move(task), std::move(rendering));
}

Task<Result<KeptAnswer>> Placing::reserve(Context context, PlaceKey key, Order order, Rendering rendering) const {
  const auto reservation = co_await tickets_.reserve(context, reservation_for(order));
  if (!reservation) {
    co_return co_await refuse(std::move(key), std::move(order.id), reservation.error(), std::move(rendering));
  }
  after_reserve_();
  take_over(order, *reservation);
  auto placed = co_await store_.reserved(context, key, std::move(order), rendering.order);
  if (placed.order.status == OrderStatus::rejected) {
    Error closed{.code = codes::sales_closed, .message = "The event was cancelled."};
    co_return co_await refuse(std::move(key), std::move(placed.order.id), std::move(closed), std::move(rendering));
  }
  if (placed.answer) co_return *std::move(placed.answer);
  co_return co_await confirm_free(std::move(context), std::move(key), *std::move(placed.task), std::move(rendering));
}

Task<Result<KeptAnswer>> Placing::refuse(PlaceKey key, contracts::OrderId id, Error error, Rendering rendering) const {
  std::optional<KeptAnswer> answer;
  if (is_kept(error)) answer = rendering.refusal(error);
  co_await store_.refused(std::move(key), std::move(id), answer);
  if (answer) co_return *std::move(answer);
  if (error.code == codes::hold_lost) {
    // The hold of an attempt that stopped half-way has run out. The key is free again: a repeat begins anew.
    throw kit::base::Unavailable("the hold of a half-placed order has run out");
  }
  co_return std::unexpected(std::move(error));
}

Task<KeptAnswer> Placing::confirm_free(Context context, PlaceKey key, OrderTask task, Rendering rendering) const {
  bool confirmed = true;
  try {
    co_await runner_.run(context, task);
  } catch (const kit::base::Unavailable&) {
    confirmed = false;
  }
  // Answered as PENDING then; a worker goes on with the task.
  if (!confirmed) co_await tasks_.postpone(task, clock_.now());
  co_return co_await store_.keep_answer(std::move(key), std::move(task.order_id), std::move(rendering.order));
}

}  // namespace boxoffice::services::orders
