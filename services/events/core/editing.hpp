#pragma once

// What organisers do with events. A draft is free to change; an active event keeps what was promised to buyers.

#include "kit/base/id.hpp"
#include "services/events/core/ports.hpp"

#include <functional>
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

/// How a change is answered.
struct Answering {
  using Render = std::function<std::string(const Event& event, const std::string& details)>;

  int status = 200;
  Render render = [](const Event&, const std::string&) { return std::string{}; };
  std::optional<WriteKey> key{};  // the answer is kept under it, in the transaction of the change
};

/// An event as a change has left it, and the answer that says so.
struct Edited {
  Event event{};
  std::string answer{};
};

/// Stateless; safe from any thread. The parts outlive it. `details` are JSON texts of objects. Throws base::Unavailable
/// when details are to be changed and their store is away.
class Editing {
 public:
  explicit Editing(EditingParts parts) : parts_(parts) {}

  /// VALIDATION_FAILED. Ids of ticket types are not looked at: all are new.
  Task<Result<Edited>> create(Context context, Actor actor, EventContent content, std::string details,
                              Answering answering) const;

  /// VALIDATION_FAILED, NOT_FOUND, INVALID_STATE (only drafts and active events change), VERSION_CONFLICT,
  /// CAPACITY_IN_USE. Ticket types without id are new; without `details` they stay as they are.
  Task<Result<Edited>> update(Context context, Actor actor, contracts::EventId id, std::int64_t version,
                              EventContent content, std::optional<std::string> details, Answering answering) const;

  /// From DRAFT: NOT_FOUND, VERSION_CONFLICT when a `version` is given and it is another one, INVALID_STATE,
  /// VALIDATION_FAILED when something is missing that buyers need.
  Task<Result<Edited>> publish(Context context, Actor actor, contracts::EventId id, std::optional<std::int64_t> version,
                               Answering answering) const;

  /// From ACTIVE: NOT_FOUND, VERSION_CONFLICT as above, INVALID_STATE. Orders are cancelled or refunded by those who
  /// consume EVENT_CANCELLED.
  Task<Result<Edited>> cancel(Context context, Actor actor, contracts::EventId id, std::optional<std::int64_t> version,
                              std::optional<std::string> reason, Answering answering) const;

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
  Task<std::string> details_of(contracts::EventId id, std::string details_id) const;
  Task<> drop_details(contracts::EventId id, std::string details_id) const;
  Task<Result<void>> agree_and_replace(Context context, Event before, Event after, LogEntry entry,
                                       std::optional<KeptAnswer> answer) const;
  Task<Result<Edited>> change_status(Context context, LogEntry entry, std::optional<std::int64_t> version,
                                     Decision decide, Answering answering) const;

  EditingParts parts_;
};

}  // namespace boxoffice::services::events
