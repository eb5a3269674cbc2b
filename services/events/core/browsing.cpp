#include "services/events/core/browsing.hpp"

#include <utility>

namespace boxoffice::services::events {

namespace {

std::unexpected<kit::base::Error> no_such_event() {
  return kit::base::fail(kit::base::codes::not_found, "There is no such event.");
}

bool may_open(EventStatus status, Audience audience) {
  return status != EventStatus::draft || audience == Audience::administrators;
}

}  // namespace

Task<Result<EventPage>> Browsing::list(EventFilter filter, Audience audience) const {
  if (audience == Audience::everybody) {
    if (filter.status.value_or(EventStatus::active) != EventStatus::active) co_return EventPage{};
    filter.status = EventStatus::active;
  }
  co_return co_await events_.search(std::move(filter), clock_.now());
}

Task<std::vector<Event>> Browsing::pick(std::vector<contracts::EventId> ids, Audience audience) const {
  auto events = co_await events_.find_many(std::move(ids));
  std::erase_if(events, [audience](const Event& event) { return !may_open(event.status, audience); });
  co_return events;
}

Task<Result<EventHead>> Browsing::head(contracts::EventId id, Audience audience) const {
  auto head = co_await events_.find_head(std::move(id));
  if (!head || !may_open(head->status, audience)) co_return no_such_event();
  head->status = status_at(*head, clock_.now());
  co_return *std::move(head);
}

Task<Result<DetailedEvent>> Browsing::show(contracts::EventId id, Audience audience) const {
  for (bool is_second_look = false;; is_second_look = true) {
    auto event = co_await events_.find(id);
    if (!event || !may_open(event->status, audience)) co_return no_such_event();
    FoundDetails details;
    if (!event->details_id.empty()) details = co_await details_.get(id, event->details_id);
    // A change between the two reads takes the old document away; the event then says where the new one is.
    if (details.outcome == DetailsOutcome::missing && !is_second_look) continue;
    co_return DetailedEvent{.event = *std::move(event),
                            .details = std::move(details.json),
                            .is_complete = details.outcome == DetailsOutcome::found};
  }
}

Task<std::vector<DetailedEvent>> Browsing::with_details(std::vector<Event> events) const {
  std::vector<DetailsKey> keys;
  for (const Event& event : events) {
    if (!event.details_id.empty()) keys.push_back({.event_id = event.id, .details_id = event.details_id});
  }
  std::vector<FoundDetails> found;
  if (!keys.empty()) found = co_await details_.get_many(std::move(keys));

  std::vector<DetailedEvent> detailed;
  detailed.reserve(events.size());
  auto next = found.begin();
  for (Event& event : events) {
    detailed.push_back({.event = std::move(event)});
    if (detailed.back().event.details_id.empty()) continue;
    detailed.back().details = std::move(next->json);
    detailed.back().is_complete = next->outcome == DetailsOutcome::found;
    ++next;
  }
  co_return detailed;
}

Task<std::vector<CategoryCount>> Browsing::categories() const {
  co_return co_await events_.categories(clock_.now());
}

Task<std::vector<CityCount>> Browsing::cities() const {
  co_return co_await events_.cities(clock_.now());
}

Task<Result<std::vector<LogEntry>>> Browsing::log(contracts::EventId id, std::size_t limit,
                                                  std::optional<std::string> after) const {
  auto entries = co_await log_.read(id, limit, after);
  if (entries.empty() && !after) {
    const auto head = co_await events_.find_head(id);
    if (!head) co_return no_such_event();
  }
  co_return entries;
}

}  // namespace boxoffice::services::events
