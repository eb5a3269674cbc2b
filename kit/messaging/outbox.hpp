#pragma once

// Transactional outbox: a message is written in the transaction of its cause and published afterwards, at least once,
// in commit order per subject. That order holds because transactions about one subject lock it before they add.

#include "kit/base/id.hpp"
#include "kit/messaging/message.hpp"
#include "kit/messaging/message_log.hpp"
#include "kit/runtime/worker.hpp"
#include "kit/sql/database.hpp"
#include "kit/sql/migrations.hpp"
#include "kit/telemetry/metrics.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::messaging {

/// The channel (Database::listen) that is notified when messages were added.
inline constexpr std::string_view outbox_channel = "outbox";

/// Writes to the outbox table of one service. Immutable after construction, safe from any thread.
class Outbox {
 public:
  /// `source` is "/order-service". The references outlive the outbox.
  Outbox(std::string source, const base::Clock& clock, const base::IdGenerator& ids)
      : source_(std::move(source)), clock_(clock), ids_(ids) {}

  /// What the writer of a message says; the outbox adds id, source and time.
  struct Entry {
    std::string topic{};
    std::string type{};
    std::string subject{};
    std::string data = "{}";  // JSON object
    std::int64_t dataversion = 1;
  };

  /// Adds a row and wakes the relay after the commit. Returns the message's id.
  std::string add(sql::Transaction& transaction, const runtime::Context& context, const Entry& entry) const;

 private:
  std::string source_;
  const base::Clock& clock_;
  const base::IdGenerator& ids_;
};

/// Tables outbox, inbox and outbox_relay; every service that publishes or consumes applies it first.
[[nodiscard]] std::vector<sql::Migration> messaging_migrations();

/// The worker that publishes outbox rows and then sets published_at. Each replica of a service runs one; a lease of
/// 5 s lets one of them relay at a time, another takes over from a dead one. `instance` names the replica; when it is
/// the same after a restart, the lease of the process before is still its own and nothing waits. `metrics`, when given,
/// outlives the worker and gets the gauge outbox_unpublished. The references outlive the worker.
[[nodiscard]] runtime::Worker outbox_relay(sql::Database& database, MessageLog& log, const base::Clock& clock,
                                           std::string instance, telemetry::Metrics* metrics = nullptr);

/// The worker that deletes published outbox rows and inbox rows older than 7 days.
[[nodiscard]] runtime::Worker messaging_pruner(sql::Database& database, const base::Clock& clock);

}  // namespace boxoffice::kit::messaging
