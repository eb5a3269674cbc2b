#pragma once

// Transactional outbox: a message is written in the transaction of its cause and published afterwards, at least once,
// in commit order per subject.

#include "kit/base/id.hpp"
#include "kit/messaging/message.hpp"
#include "kit/messaging/message_log.hpp"
#include "kit/runtime/worker.hpp"
#include "kit/sql/database.hpp"
#include "kit/sql/migrations.hpp"

#include <string>

namespace boxoffice::kit::messaging {

/// Writes to the outbox table of one service. Immutable after construction, safe from any thread.
class Outbox {
 public:
  /// `source` is "/order-service".
  Outbox(std::string source, const base::Clock& clock, const base::IdGenerator& ids)
      : source_(std::move(source)), clock_(clock), ids_(ids) {}

  /// What the writer of a message says; the outbox adds id, source and time.
  struct Entry {
    std::string topic;
    std::string type;
    std::string subject;
    std::string data;  // JSON object
    std::int64_t dataversion = 1;
  };

  /// Adds a row and wakes the relay after the commit. Returns the message's id.
  std::string add(sql::Transaction& transaction, const runtime::Context& context, Entry entry) const;

 private:
  std::string source_;
  const base::Clock& clock_;
  const base::IdGenerator& ids_;
};

/// Tables outbox, inbox and dead_letters_replayed; every service that publishes or consumes applies it first.
[[nodiscard]] std::vector<sql::Migration> messaging_migrations();

/// The worker that publishes outbox rows and then sets published_at. Several replicas may run it: rows are claimed per
/// subject order under a short lease, so that no replica overtakes another.
[[nodiscard]] runtime::Worker outbox_relay(sql::Database& database, MessageLog& log, const base::Clock& clock);

/// The worker that deletes published outbox rows and inbox rows older than 7 days.
[[nodiscard]] runtime::Worker messaging_pruner(sql::Database& database, const base::Clock& clock);

}  // namespace boxoffice::kit::messaging
