#pragma once

// Handlers about stock: what is there, and the calls of orders and events.

#include "contracts/calls/tickets_calls.hpp"
#include "kit/http/router.hpp"
#include "services/tickets/adapters/http_json.hpp"
#include "services/tickets/adapters/sql_inventory.hpp"
#include "services/tickets/core/reservations.hpp"

namespace boxoffice::services::tickets {

/// Safe from any thread. The parts outlive it.
class HttpStock {
 public:
  HttpStock(Reservations& reservations, const SqlInventory& inventory)
      : reservations_(reservations), inventory_(inventory) {}

  using Call = kit::http::Call;

  Task<Result<kit::http::Reply<AvailabilityView>>> availability(Call call);
  Task<Result<kit::http::Reply<AvailabilityList>>> availability_of_many(Call call,
                                                                        kit::http::Query<AvailabilityQuery> query);
  Task<Result<contracts::Reservation>> reserve(Call call, contracts::ReserveTickets body);
  Task<Result<contracts::TicketsConfirmed>> confirm(Call call);
  Task<Result<kit::http::NoContent>> cancel(Call call, contracts::CancelTickets body);
  Task<Result<contracts::HoldExtended>> extend(Call call, contracts::ExtendHold body);
  Task<Result<kit::http::NoContent>> change_capacity(Call call, contracts::ChangeCapacity body);

 private:
  Reservations& reservations_;
  const SqlInventory& inventory_;
};

}  // namespace boxoffice::services::tickets
