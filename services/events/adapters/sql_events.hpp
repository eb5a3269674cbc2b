#pragma once

// Events in SQL, each change in one transaction with its message, its log entry, the search index and its kept answer.

#include "kit/messaging/outbox.hpp"
#include "kit/sql/database.hpp"
#include "services/events/core/ports.hpp"

namespace boxoffice::services::events {

/// How replace() treats an event that somebody else has changed meanwhile. `last_one_wins` exists for a test that shows
/// what the guard prevents.
enum class ReplacePolicy : std::uint8_t { guarded_by_version, last_one_wins };

/// Safe from any thread; `database` and `outbox` outlive it.
class SqlEvents final : public EventStore {
 public:
  SqlEvents(kit::sql::Database& database, const kit::messaging::Outbox& outbox,
            ReplacePolicy policy = ReplacePolicy::guarded_by_version)
      : database_(database), outbox_(outbox), policy_(policy) {}

  Task<> add(Context context, Event event, LogEntry entry, std::optional<KeptAnswer> answer) override;
  Task<std::optional<EventHead>> find_head(contracts::EventId id) override;
  Task<std::optional<Event>> find(contracts::EventId id) override;
  Task<std::vector<Event>> find_many(std::vector<contracts::EventId> ids) override;
  Task<Result<EventPage>> search(EventFilter filter, Timestamp now) override;
  Task<std::vector<CategoryCount>> categories(Timestamp now) override;
  Task<std::vector<CityCount>> cities(Timestamp now) override;
  Task<bool> replace(Context context, Event event, LogEntry entry, std::optional<KeptAnswer> answer) override;
  Task<bool> remove_draft(contracts::EventId id, LogEntry entry) override;

 private:
  kit::sql::Database& database_;
  const kit::messaging::Outbox& outbox_;
  ReplacePolicy policy_;
};

}  // namespace boxoffice::services::events
