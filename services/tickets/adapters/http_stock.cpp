#include "services/tickets/adapters/http_stock.hpp"

#include <utility>

namespace boxoffice::services::tickets {

using kit::http::Call;
using kit::http::NoContent;
using kit::http::Reply;

namespace {

/// Portals look every few seconds; a cache in front of us may answer that often.
kit::http::Headers for_two_seconds() {
  return {{"Cache-Control", "max-age=2"}};
}

}  // namespace

Task<Result<Reply<AvailabilityView>>> HttpStock::availability(Call call) {
  const auto stocks = co_await inventory_.availability({call.path("eventId")});
  if (stocks.empty()) co_return kit::base::fail(kit::base::codes::not_found, "There is no such event on sale.");
  co_return Reply<AvailabilityView>{.content = view_of(stocks.front()), .headers = for_two_seconds()};
}

Task<Result<Reply<AvailabilityList>>> HttpStock::availability_of_many(Call, kit::http::Query<AvailabilityQuery> query) {
  AvailabilityList list;
  for (const auto& stock : co_await inventory_.availability(std::move(query.value.event_ids))) {
    list.items.push_back(view_of(stock));
  }
  co_return Reply<AvailabilityList>{.content = std::move(list), .headers = for_two_seconds()};
}

Task<Result<contracts::Reservation>> HttpStock::reserve(Call call, contracts::ReserveTickets body) {
  return reservations_.reserve(std::move(call.context), std::move(body));
}

Task<Result<contracts::TicketsConfirmed>> HttpStock::confirm(Call call) {
  auto order_id = call.id<contracts::OrderId>("orderId");
  return reservations_.confirm(std::move(call.context), std::move(order_id));
}

Task<Result<NoContent>> HttpStock::cancel(Call call, contracts::CancelTickets body) {
  BOXOFFICE_CO_TRY_VOID(
      co_await reservations_.cancel(call.context, call.id<contracts::OrderId>("orderId"), std::move(body)));
  co_return NoContent{};
}

Task<Result<contracts::HoldExtended>> HttpStock::extend(Call call, contracts::ExtendHold body) {
  auto order_id = call.id<contracts::OrderId>("orderId");
  return reservations_.extend(std::move(call.context), std::move(order_id), body.number);
}

Task<Result<NoContent>> HttpStock::change_capacity(Call call, contracts::ChangeCapacity body) {
  BOXOFFICE_CO_TRY_VOID(co_await inventory_.decrease_capacity(call.id<contracts::EventId>("eventId"), std::move(body)));
  co_return NoContent{};
}

}  // namespace boxoffice::services::tickets
