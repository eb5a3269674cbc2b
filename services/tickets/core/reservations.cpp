#include "services/tickets/core/reservations.hpp"

#include "services/tickets/core/errors.hpp"

#include <utility>

namespace boxoffice::services::tickets {

namespace {

std::unexpected<kit::base::Error> nothing_held() {
  return kit::base::fail(codes::hold_lost, "Nothing is held for this order.");
}

/// The answer of the type that the command has.
template <class T>
Result<T> answer_as(Outcome outcome) {
  if (!outcome) return std::unexpected(std::move(outcome).error());
  return std::get<T>(*std::move(outcome));
}

}  // namespace

Task<Result<contracts::Reservation>> Reservations::reserve(Context context, contracts::ReserveTickets wanted) {
  Command command{.context = std::move(context),
                  .what = Reserve{.order_id = std::move(wanted.order_id),
                                  .user_id = std::move(wanted.user_id),
                                  .event_id = wanted.event_id,
                                  .lines = std::move(wanted.items)}};
  co_return answer_as<contracts::Reservation>(
      co_await combiner_.submit(std::move(wanted.event_id), std::move(command)));
}

Task<Result<contracts::TicketsConfirmed>> Reservations::confirm(Context context, contracts::OrderId order_id) {
  auto event_id = co_await store_.event_of(order_id);
  if (!event_id || event_id->empty()) co_return nothing_held();
  co_return answer_as<contracts::TicketsConfirmed>(co_await combiner_.submit(
      *std::move(event_id), {.context = std::move(context), .what = Confirm{.order_id = std::move(order_id)}}));
}

Task<Result<void>> Reservations::cancel(Context context, contracts::OrderId order_id, contracts::CancelTickets how) {
  auto event_id = co_await store_.event_of(order_id);
  if (!event_id) {
    if (co_await store_.bury(order_id)) co_return Result<void>{};
    // A reserve or another cancel was faster; what it left stays, so one more look is enough.
    event_id = co_await store_.event_of(order_id);
  }
  if (!event_id || event_id->empty()) co_return Result<void>{};
  const Outcome outcome = co_await combiner_.submit(
      *std::move(event_id), {.context = std::move(context),
                             .what = Cancel{.order_id = std::move(order_id), .sold = how.sold, .reason = how.reason}});
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return Result<void>{};
}

Task<Result<contracts::HoldExtended>> Reservations::extend(Context context, contracts::OrderId order_id,
                                                           std::int64_t number) {
  auto event_id = co_await store_.event_of(order_id);
  if (!event_id || event_id->empty()) co_return nothing_held();
  co_return answer_as<contracts::HoldExtended>(co_await combiner_.submit(
      *std::move(event_id),
      {.context = std::move(context), .what = Extend{.order_id = std::move(order_id), .number = number}}));
}

Task<bool> Reservations::sweep() {
  auto events = co_await store_.events_with_expired_holds();
  const bool found = !events.empty();
  co_await combiner_.submit_to_all(std::move(events), {.what = Sweep{}});
  co_return found;
}

}  // namespace boxoffice::services::tickets
