#pragma once

// What happens to the stock, as numbers.

#include "kit/telemetry/metrics.hpp"
#include "services/tickets/core/decide_batch.hpp"

#include <cstddef>
#include <cstdint>

namespace boxoffice::services::tickets {

/// How many tickets a message is about.
[[nodiscard]] std::int64_t quantity_of(const contracts::messages::OrderTickets& message);

/// What one batch came to, in tickets and commands.
struct StockTally {
  std::size_t commands = 0;
  std::size_t refused = 0;
  std::int64_t reserved = 0;
  std::int64_t sold = 0;
  std::int64_t released = 0;
  std::int64_t cancelled = 0;
};
[[nodiscard]] StockTally tally_of(const BatchDecision& decision);

/// Counters tickets_{reserved,sold,released,cancelled}_total and tickets_refusals_total, histogram
/// tickets_batch_commands. Safe from any thread; `metrics` outlives it.
class StockMetrics {
 public:
  explicit StockMetrics(kit::telemetry::Metrics& metrics);

  void note(const StockTally& tally) const;

 private:
  kit::telemetry::Counter reserved_;
  kit::telemetry::Counter sold_;
  kit::telemetry::Counter released_;
  kit::telemetry::Counter cancelled_;
  kit::telemetry::Counter refused_;
  kit::telemetry::Histogram batch_commands_;
};

}  // namespace boxoffice::services::tickets
