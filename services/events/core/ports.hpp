#pragma once

// What the use cases need from outside. Real parts are in adapters/, fakes in tests/fakes.hpp.

#include "contracts/ids.hpp"
#include "kit/base/error.hpp"
#include "kit/runtime/context.hpp"
#include "kit/runtime/task.hpp"
#include "services/events/core/event.hpp"
#include "services/events/core/rules.hpp"

#include <boost/describe.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::services::events {

using kit::base::Result;
using kit::base::Timestamp;
using kit::runtime::Context;
using kit::runtime::Task;

enum class SortBy : std::uint8_t { relevance, starts_at, starts_at_descending, name, price };

struct EventFilter {
  std::optional<std::string> query{};  // words or their beginnings, without case and accents; all must be there
  std::optional<std::string> category{};
  std::optional<std::string> city{};
  std::optional<Timestamp> from{};  // starts_at >= from
  std::optional<Timestamp> to{};    // starts_at < to
  std::optional<EventStatus> status{};
  std::optional<contracts::UserId> created_by{};
  SortBy sort = SortBy::starts_at;
  std::optional<std::string> after{};  // place of the last event of the page before, see core/place.hpp
  std::size_t limit = 20;
};

/// One page of a search. `next` is the place from which the next page goes on.
struct EventPage {
  std::vector<Event> events{};
  std::optional<std::string> next{};
};

struct CategoryCount {
  std::string category{};
  std::int64_t count = 0;
};

struct CityCount {
  std::string city{};
  std::string country{};
  std::int64_t count = 0;
};

/// Who did it, for the log.
struct Actor {
  contracts::UserId id{};
  std::string name{};
};

enum class Action : std::uint8_t { created, updated, published, cancelled, deleted };
BOOST_DESCRIBE_ENUM(Action, created, updated, published, cancelled, deleted)

/// An entry of the log of who did what.
struct LogEntry {
  std::string id{};  // UUIDv7: newer entries have greater ids
  contracts::EventId event_id{};
  Timestamp at{};
  Actor actor{};
  Action action = Action::created;
  std::vector<Change> changes{};
  std::optional<std::string> reason{};  // of a cancellation
};

/// A write that its caller may repeat: whose, under which key, and what was asked (a fingerprint of it).
struct WriteKey {
  std::string caller{};
  std::string route{};
  std::string key{};
  std::string fingerprint{};
  std::string attempt{};  // differs for each time that the request is served
};

/// What whoever repeats a write is going to hear.
struct KeptAnswer {
  WriteKey key{};
  int status = 0;
  std::string body{};
};

/// Events in SQL. A change commits with its message, its log entry, the search index and its answer if that is to be
/// kept, or not at all. A change that keeps an answer throws base::Unavailable when another attempt was faster.
class EventStore {
 public:
  virtual ~EventStore() = default;

  virtual Task<> add(Context context, Event event, LogEntry entry, std::optional<KeptAnswer> answer) = 0;
  virtual Task<std::optional<EventHead>> find_head(contracts::EventId id) = 0;
  virtual Task<std::optional<Event>> find(contracts::EventId id) = 0;
  /// In the order of `ids`; those that do not exist are left out.
  virtual Task<std::vector<Event>> find_many(std::vector<contracts::EventId> ids) = 0;
  /// VALIDATION_FAILED at ?cursor when `filter.after` is no place in the list's order.
  virtual Task<Result<EventPage>> search(EventFilter filter, Timestamp now) = 0;
  /// Of events that are ACTIVE now.
  virtual Task<std::vector<CategoryCount>> categories(Timestamp now) = 0;
  virtual Task<std::vector<CityCount>> cities(Timestamp now) = 0;

  /// Replaces the event if it still has the version before `event.version`; false when it has moved on.
  virtual Task<bool> replace(Context context, Event event, LogEntry entry, std::optional<KeptAnswer> answer) = 0;
  /// Deletes a draft; false when it is none (any more).
  virtual Task<bool> remove_draft(contracts::EventId id, LogEntry entry) = 0;
};

enum class DetailsOutcome : std::uint8_t {
  found,
  missing,  // replaced or removed meanwhile
  away,     // the store does not answer; events are shown without their details then
};

struct FoundDetails {
  DetailsOutcome outcome = DetailsOutcome::found;
  std::string json = "{}";
};

/// Names a state of an event's document.
struct DetailsKey {
  contracts::EventId event_id{};
  std::string details_id{};
};

/// Free documents of events. Each state of a document has an id of its own, and the event says which one belongs to
/// it: so both change in one moment, and two people who write at once never mix their documents.
class DetailsStore {
 public:
  virtual ~DetailsStore() = default;
  /// Throws base::Unavailable when the store is away.
  virtual Task<> put(contracts::EventId id, std::string details_id, std::string json) = 0;
  virtual Task<FoundDetails> get(contracts::EventId id, std::string details_id) = 0;
  /// One for each key, in their order, by one query.
  virtual Task<std::vector<FoundDetails>> get_many(std::vector<DetailsKey> keys) = 0;
  /// Nobody refers to it any more. A store that is away keeps it, which takes room but does no harm.
  virtual Task<> remove(contracts::EventId id, std::string details_id) = 0;
};

/// The log of who did what.
class EventLog {
 public:
  virtual ~EventLog() = default;
  /// Moves entries that are committed to where they are kept; true when more may be waiting. While that place is away
  /// they wait.
  virtual Task<bool> flush() = 0;
  /// Newest first, also those that wait. `after` is the id of the last entry of the page before.
  virtual Task<std::vector<LogEntry>> read(contracts::EventId id, std::size_t limit,
                                           std::optional<std::string> after) = 0;
};

/// The tickets service, asked before capacity shrinks.
class Inventory {
 public:
  virtual ~Inventory() = default;
  /// CAPACITY_IN_USE when more is held or sold.
  virtual Task<Result<void>> lower(Context context, contracts::EventId id, std::int64_t version,
                                   std::vector<TicketType> lowered) = 0;
};

/// The time zone database of the machine.
class Zones {
 public:
  virtual ~Zones() = default;
  [[nodiscard]] virtual bool exists(const std::string& name) const = 0;
};

}  // namespace boxoffice::services::events
