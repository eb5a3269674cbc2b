#pragma once

// What the use cases need from outside. The real part is adapters/sql_stock, a fake is in tests/fakes.hpp.

#include "kit/runtime/task.hpp"
#include "services/tickets/core/commands.hpp"
#include "services/tickets/core/stock.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace boxoffice::services::tickets {

using kit::base::Result;
using kit::runtime::Context;
using kit::runtime::Task;

/// Commands are shared, because the database may still run a batch whose caller is gone.
using Commands = std::shared_ptr<const std::vector<Command>>;

/// The stock of all events. Safe from any thread.
class StockStore {
 public:
  virtual ~StockStore() = default;

  /// Decides all commands (decide_batch) and stores what follows in one transaction. One outcome for each command.
  virtual Task<std::vector<Outcome>> apply(contracts::EventId event_id, Commands commands) = 0;

  /// The event that the order has (or had) tickets of: empty for the tombstone of an order that never reserved, nullopt
  /// when nothing is known of the order.
  virtual Task<std::optional<contracts::EventId>> event_of(contracts::OrderId order_id) = 0;

  /// Leaves a tombstone for an order of which nothing is known. False when something is known by now.
  virtual Task<bool> bury(contracts::OrderId order_id) = 0;

  /// Events that have holds which are out of time.
  virtual Task<std::vector<contracts::EventId>> events_with_expired_holds() = 0;
};

}  // namespace boxoffice::services::tickets
