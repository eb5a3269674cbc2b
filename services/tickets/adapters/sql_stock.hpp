#pragma once

// The stock in SQL: one transaction for each batch.

#include "kit/base/id.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/sql/database.hpp"
#include "kit/telemetry/log.hpp"
#include "services/tickets/adapters/stock_metrics.hpp"
#include "services/tickets/core/decide_batch.hpp"
#include "services/tickets/core/ports.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace boxoffice::services::tickets {

enum class StockPolicy : std::uint8_t {
  one_transaction,
  // Only for tests that show what the guards prevent:
  read_apart,  // reads in one transaction and writes in another
  unguarded,   // the same, and changes holds whatever has become of them in between
};

/// The parts outlive it.
struct StockParts {
  kit::sql::Database& database;
  const kit::messaging::Outbox& outbox;
  const kit::base::Clock& clock;  // judges every hold
  const kit::base::IdGenerator& ids;
  std::optional<StockMetrics> metrics{};
  std::optional<kit::telemetry::Log> log{};
  std::function<void()> in_batch = [] {};  // before the commit of a batch: a place where a crash hurts
};

/// Safe from any thread and, on one database, from any number of processes.
class SqlStock final : public StockStore {
 public:
  SqlStock(StockParts parts, HoldTimes times, StockPolicy policy = StockPolicy::one_transaction)
      : parts_(std::move(parts)), times_(times), policy_(policy) {}

  Task<std::vector<Outcome>> apply(contracts::EventId event_id, Commands commands) override;
  Task<std::optional<contracts::EventId>> event_of(contracts::OrderId order_id) override;
  Task<bool> bury(contracts::OrderId order_id) override;
  Task<std::vector<contracts::EventId>> events_with_expired_holds() override;

 private:
  struct Applied {
    std::vector<Outcome> outcomes{};
    bool has_more_expired = false;
    StockTally tally{};
    std::vector<Announcement> announcements{};
  };
  /// Nullopt when somebody else's write got in between.
  Task<std::optional<Applied>> try_apply(contracts::EventId event_id, Commands commands);
  Task<Applied> apply_in_one(contracts::EventId event_id, Commands commands);
  Task<Applied> apply_apart(contracts::EventId event_id, Commands commands);
  Task<Applied> apply_persistently(contracts::EventId event_id, Commands commands);
  Task<std::vector<Outcome>> apply_one_by_one(contracts::EventId event_id, Commands commands);
  [[nodiscard]] Applied decide_and_write(kit::sql::Transaction& transaction, const contracts::EventId& event_id,
                                         const std::vector<Command>& commands, Stock stock, Timestamp now) const;

  StockParts parts_;
  HoldTimes times_;
  StockPolicy policy_;
};

}  // namespace boxoffice::services::tickets
