#pragma once

// What organisers do with events. A draft is free to change; an active event keeps what was promised to buyers.

#include "kit/base/id.hpp"
#include "services/events/core/ports.hpp"

#include <optional>
#include <string>

namespace boxoffice::services::events {

struct EditingParts {
  EventStore& events;
  DetailsStore& details;
  EventLog& log;
  Inventory& inventory;
  const Zones& zones;
  const kit::base::Clock& clock;
  const kit::base::IdGenerator& ids;
};

/// Stateless; safe from any thread. The parts outlive it. All return the event as it is afterwards. `details` are JSON
/// texts of objects. Throws base::Unavailable when details are to be changed and their store is away.
class Editing {
 public:
  explicit Editing(EditingParts parts) : parts_(parts) {}

  /// VALIDATION_FAILED. Ids of ticket types are not looked at: all are new.
  Task<Result<Event>> create(Context context, Actor actor, EventContent content, std::string details) const;

  /// VALIDATION_FAILED, NOT_FOUND, INVALID_STATE (only drafts and active events change), VERSION_CONFLICT,
  /// CAPACITY_IN_USE. Ticket types without id are new; without `details` they stay as they are.
  Task<Result<Event>> update(Context context, Actor actor, contracts::EventId id, std::int64_t version,
                             EventContent content, std::optional<std::string> details) const;

  /// From DRAFT: NOT_FOUND, INVALID_STATE, VALIDATION_FAILED when something is missing that buyers need.
  Task<Result<Event>> publish(Context context, Actor actor, contracts::EventId id) const;

  /// From ACTIVE: NOT_FOUND, INVALID_STATE. Orders are cancelled or refunded by those who consume EVENT_CANCELLED.
  Task<Result<Event>> cancel(Context context, Actor actor, contracts::EventId id,
                             std::optional<std::string> reason) const;

  /// Drafts only: NOT_FOUND, INVALID_STATE.
  Task<Result<void>> remove(Context context, Actor actor, contracts::EventId id) const;

 private:
  /// What becomes of an event, or why it cannot.
  using Decision = Result<EventStatus> (*)(const Event&, Timestamp now);

  [[nodiscard]] Result<void> check(const EventContent& content, std::vector<kit::base::FieldError> broken) const;
  void name_ticket_types(EventContent& content) const;
  [[nodiscard]] LogEntry entry(const contracts::EventId& id, Actor actor, Action action) const;
  Task<std::string> keep_details(contracts::EventId id, std::string before_id, std::string details,
                                 std::vector<Change>* changes) const;
  Task<> drop_details(contracts::EventId id, std::string details_id) const;
  Task<Result<Event>> agree_and_replace(Context context, Event before, Event after, LogEntry entry) const;
  Task<Result<Event>> change_status(Context context, LogEntry entry, Decision decide) const;

  EditingParts parts_;
};

}  // namespace boxoffice::services::events
