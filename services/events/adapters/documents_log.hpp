#pragma once

// The log of who did what: written with each change into event_log_pending (see sql_events), from where entries move to
// the document store, collection event_log. Moving one twice changes nothing: its id names the document.

#include "kit/sql/database.hpp"
#include "kit/telemetry/log.hpp"
#include "services/events/adapters/collection.hpp"
#include "services/events/core/ports.hpp"

#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::events {

/// Safe from any thread; `database` and `documents` outlive it.
class DocumentsLog final : public EventLog {
 public:
  DocumentsLog(kit::sql::Database& database, kit::documents::DocumentStore& documents, kit::telemetry::Log log);

  Task<bool> flush() override;
  /// Throws base::Unavailable when the document store is away.
  Task<std::vector<LogEntry>> read(contracts::EventId id, std::size_t limit, std::optional<std::string> after) override;

 private:
  Task<std::size_t> move_pending();

  kit::sql::Database& database_;
  Collection collection_;
  kit::telemetry::Log log_;
};

}  // namespace boxoffice::services::events
