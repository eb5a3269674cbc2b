#pragma once

// The working part of outbox_relay(), apart so that tests can drive it tick by tick and take its guards away.

#include "kit/base/time.hpp"
#include "kit/messaging/message_log.hpp"
#include "kit/sql/database.hpp"
#include "kit/telemetry/metrics.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging {

struct RelayOptions {
  std::string owner{};            // who holds the lease, unique among relays that live
  std::size_t batch_limit = 512;  // messages per read, publish and update
  std::chrono::milliseconds lease{5000};
  bool is_exclusive = true;  // false relays without the lease: only for tests that show what it prevents
};

/// Publishes unpublished outbox rows in order of position. A tick under the lease is one read, one publish and one
/// write, which also renews the lease. A relay that stops in between leaves rows that the next one publishes again.
class Relay {
 public:
  Relay(sql::Database& database, MessageLog& log, const base::Clock& clock, RelayOptions options,
        std::optional<telemetry::Gauge> unpublished = std::nullopt);

  /// Publishes one batch; true when there is probably more.
  runtime::Task<bool> tick();

 private:
  struct Look;

  runtime::Task<Look> look();
  runtime::Task<> mark_published(std::vector<std::int64_t> positions);
  runtime::Task<> count_unpublished();

  sql::Database& database_;
  MessageLog& log_;
  const base::Clock& clock_;
  RelayOptions options_;
  std::optional<telemetry::Gauge> unpublished_;
  std::chrono::steady_clock::time_point counted_at_{};
};

}  // namespace boxoffice::kit::messaging
