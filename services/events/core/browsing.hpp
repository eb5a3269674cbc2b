#pragma once

// What people see of events. Everybody finds ACTIVE ones in lists and opens any but drafts; administrators see all.

#include "services/events/core/ports.hpp"

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::services::events {

enum class Audience : std::uint8_t { everybody, administrators };

/// An event with its free document, "{}" while that cannot be read.
struct DetailedEvent {
  Event event{};
  std::string details = "{}";
  bool is_complete = true;  // false: the details' store is away
};

/// Stateless; safe from any thread. The references outlive it.
class Browsing {
 public:
  Browsing(EventStore& events, DetailsStore& details, EventLog& log, const kit::base::Clock& clock)
      : events_(events), details_(details), log_(log), clock_(clock) {}

  /// VALIDATION_FAILED at ?cursor.
  Task<Result<EventPage>> list(EventFilter filter, Audience audience) const;
  /// In the order of `ids`; unknown ones are left out, and drafts for everybody.
  Task<std::vector<Event>> pick(std::vector<contracts::EventId> ids, Audience audience) const;

  /// NOT_FOUND, also for drafts that the audience must not know of. The status is the one of now.
  Task<Result<EventHead>> head(contracts::EventId id, Audience audience) const;
  Task<Result<DetailedEvent>> show(contracts::EventId id, Audience audience) const;

  /// The same for the events of a list, by one query however many they are.
  Task<std::vector<DetailedEvent>> with_details(std::vector<Event> events) const;

  Task<std::vector<CategoryCount>> categories() const;
  Task<std::vector<CityCount>> cities() const;

  /// NOT_FOUND when there is neither such an event nor a trace of one. Newest first.
  Task<Result<std::vector<LogEntry>>> log(contracts::EventId id, std::size_t limit,
                                          std::optional<std::string> after) const;

 private:
  EventStore& events_;
  DetailsStore& details_;
  EventLog& log_;
  const kit::base::Clock& clock_;
};

}  // namespace boxoffice::services::events
