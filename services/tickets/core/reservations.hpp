#pragma once

// The calls that the purchase is made of, and the sweeper that ends holds in time. Each is idempotent per order.

#include "services/tickets/core/combiner.hpp"
#include "services/tickets/core/ports.hpp"

namespace boxoffice::services::tickets {

/// Safe from any thread. The parts outlive it.
class Reservations {
 public:
  Reservations(StockStore& store, Combiner& combiner) : store_(store), combiner_(combiner) {}

  /// Errors of all: see decide_batch().
  Task<Result<contracts::Reservation>> reserve(Context context, contracts::ReserveTickets wanted);
  Task<Result<contracts::TicketsConfirmed>> confirm(Context context, contracts::OrderId order_id);
  /// Leaves a tombstone also for an order of which nothing is known.
  Task<Result<void>> cancel(Context context, contracts::OrderId order_id, contracts::CancelTickets how);
  Task<Result<contracts::HoldExtended>> extend(Context context, contracts::OrderId order_id, std::int64_t number);

  /// Releases what has expired, at most one batch per event and call; false when nothing had.
  Task<bool> sweep();

 private:
  StockStore& store_;
  Combiner& combiner_;
};

}  // namespace boxoffice::services::tickets
