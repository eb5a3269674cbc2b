#pragma once

// The use cases of the events service over a real, temporary database and fakes for everything else.

#include "kit/base/random.hpp"
#include "kit/idempotency/idempotency.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/sql/queries.hpp"
#include "kit/testing/sql/temporary_database.hpp"
#include "services/events/adapters/documents_details.hpp"
#include "services/events/adapters/documents_log.hpp"
#include "services/events/adapters/sql_events.hpp"
#include "services/events/core/browsing.hpp"
#include "services/events/core/editing.hpp"
#include "services/events/migrations.hpp"
#include "services/events/tests/examples.hpp"
#include "services/events/tests/fakes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::events {

class EventsFixture : public testing::Test {
 protected:
  static std::vector<kit::sql::Migration> all_migrations() {
    auto all = kit::messaging::messaging_migrations();
    std::ranges::copy(kit::idempotency::idempotency_migrations(), std::back_inserter(all));
    std::ranges::copy(migrations(), std::back_inserter(all));
    return all;
  }

  EditingParts parts(EventStore& store) {
    return {.events = store,
            .details = details,
            .log = log,
            .inventory = inventory,
            .zones = zones,
            .clock = clock,
            .ids = ids};
  }

  static Result<Event> edited_event(Result<Edited> edited) {
    if (!edited) return std::unexpected(std::move(edited).error());
    return std::move(edited->event);
  }

  // Each step takes a millisecond, so that the log has an order.

  /// A draft; fails the test when it is refused.
  Event create(EventContent content = night_train(), std::string document = "{}") {
    clock.advance(step);
    return *edited_event(
        kit::testing::run(editing.create({}, organiser(), std::move(content), std::move(document), {})));
  }
  Event create_active(EventContent content = night_train(), std::string document = "{}") {
    return *publish(create(std::move(content), std::move(document)).id);
  }
  Result<Event> publish(contracts::EventId id) {
    clock.advance(step);
    return edited_event(kit::testing::run(editing.publish({}, organiser(), std::move(id), {}, {})));
  }
  Result<Event> cancel(contracts::EventId id, std::optional<std::string> reason = {}) {
    clock.advance(step);
    return edited_event(kit::testing::run(editing.cancel({}, organiser(), std::move(id), {}, std::move(reason), {})));
  }
  Result<Event> update(const Event& event, EventContent content, std::optional<std::string> document = {}) {
    clock.advance(step);
    return edited_event(kit::testing::run(
        editing.update({}, organiser(), event.id, event.version, std::move(content), std::move(document), {})));
  }
  Result<void> remove(contracts::EventId id) {
    clock.advance(step);
    return kit::testing::run(editing.remove({}, organiser(), std::move(id)));
  }

  Result<EventPage> list(EventFilter filter, Audience audience = Audience::everybody) {
    return kit::testing::run(browsing.list(std::move(filter), audience));
  }
  Result<DetailedEvent> show(contracts::EventId id, Audience audience = Audience::administrators) {
    return kit::testing::run(browsing.show(std::move(id), audience));
  }
  /// Names of the events that a filter finds, in order.
  std::vector<std::string> names(EventFilter filter, Audience audience = Audience::everybody) {
    std::vector<std::string> found;
    for (const auto& event : list(std::move(filter), audience)->events) found.push_back(event.content.name);
    return found;
  }
  std::vector<LogEntry> log_of(contracts::EventId id) {
    return *kit::testing::run(browsing.log(std::move(id), 100, std::nullopt));
  }

  std::vector<std::string> texts(std::string statement) {
    return kit::testing::texts_in(*database, std::move(statement));
  }
  /// Types of the messages in the outbox, in order.
  std::vector<std::string> published() { return texts("SELECT type FROM outbox ORDER BY position"); }
  /// The content of the last message.
  std::string last_message() { return texts("SELECT data FROM outbox ORDER BY position DESC LIMIT 1").front(); }

  static constexpr std::chrono::milliseconds step{1};

  kit::testing::FakeClock clock{};
  kit::base::SystemRandom random{};
  kit::base::IdGenerator ids{clock, random};
  kit::telemetry::Log lines = kit::telemetry::Log::capturing("event-service");
  kit::testing::TemporaryDatabase database{all_migrations()};
  kit::messaging::Outbox outbox{"/event-service", clock, ids};
  FakeDocuments documents{};
  FakeInventory inventory{};
  FakeZones zones{};
  SqlEvents events{*database, outbox};
  DocumentsDetails details{documents, lines};
  DocumentsLog log{*database, documents, lines};
  Editing editing{parts(events)};
  Browsing browsing{events, details, log, clock};
};

}  // namespace boxoffice::services::events
