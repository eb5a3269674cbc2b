#include "services/events/adapters/sql_events.hpp"

#include "kit/idempotency/idempotency.hpp"
#include "services/events/adapters/log_json.hpp"
#include "services/events/adapters/messages.hpp"
#include "services/events/adapters/sql_listing.hpp"
#include "services/events/adapters/sql_rows.hpp"
#include "services/events/adapters/sql_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <utility>

namespace boxoffice::services::events {

using kit::sql::to_value;
using kit::sql::Transaction;
using kit::sql::Value;

namespace {

/// "INSERT ... VALUES ($1, ...)" and "UPDATE ... SET name = $2, ... WHERE id = $1 AND ..." over all columns.
struct Texts {
  std::string insert;
  std::string guarded_update;
  std::string unguarded_update;
};

Texts make_texts() {
  const std::string columns = fmt::format("{}, {}", event_columns, derived_columns);
  std::string values;
  std::string changes;
  std::size_t number = 0;
  for (std::size_t start = 0; start < columns.size();) {
    const auto end = std::min(columns.find(", ", start), columns.size());
    ++number;
    fmt::format_to(std::back_inserter(values), "{}${}", number == 1 ? "" : ", ", number);
    if (number > 1) {
      fmt::format_to(std::back_inserter(changes), "{}{} = ${}", number == 2 ? "" : ", ",
                     columns.substr(start, end - start), number);
    }
    start = end + 2;
  }
  const std::string update = fmt::format("UPDATE events SET {} WHERE id = $1 AND ", changes);
  return {.insert = fmt::format("INSERT INTO events ({}) VALUES ({})", columns, values),
          .guarded_update = fmt::format("{} version = ${}", update, number + 1),
          .unguarded_update = fmt::format("{} ${} >= 0", update, number + 1)};
}

const Texts& texts() {
  static const Texts made = make_texts();
  return made;
}

/// What every change of an event leaves behind.
void note(Transaction& transaction, const LogEntry& entry) {
  transaction.execute("INSERT INTO event_log_pending (id, event_id, json) VALUES ($1, $2, $3)", entry.id,
                      entry.event_id, log_json(entry));
}

void keep(Transaction& transaction, const KeptAnswer& answer) {
  const kit::http::KeyedRequest request{.caller = answer.key.caller,
                                        .route = answer.key.route,
                                        .key = answer.key.key,
                                        .fingerprint = answer.key.fingerprint,
                                        .attempt = answer.key.attempt};
  kit::idempotency::finish(transaction, request, answer.status, answer.body);
}

}  // namespace

Task<> SqlEvents::add(Context context, Event event, LogEntry entry, std::optional<KeptAnswer> answer) {
  co_await database_.write([this, context, event, entry, answer](Transaction& transaction) {
    transaction.execute_list(texts().insert, kit::sql::to_arguments(values_of(event)));
    insert_ticket_types(transaction, event);
    index_event(transaction, event);
    note(transaction, entry);
    outbox_.add(transaction, context, message_of(event, entry));
    if (answer) keep(transaction, *answer);
  });
}

Task<std::optional<EventHead>> SqlEvents::find_head(contracts::EventId id) {
  co_return co_await database_.read([id](kit::sql::Session& session) -> std::optional<EventHead> {
    const auto row = session.query_one("SELECT version, status, ends_at FROM events WHERE id = $1", id);
    if (!row) return std::nullopt;
    return EventHead{.id = id,
                     .version = row->get<std::int64_t>(0),
                     .status = status_of(row->get<std::string>(1)),
                     .ends_at = row->get<Timestamp>(2)};
  });
}

Task<std::optional<Event>> SqlEvents::find(contracts::EventId id) {
  auto events = co_await find_many({std::move(id)});
  if (events.empty()) co_return std::nullopt;
  co_return std::move(events.front());
}

Task<std::vector<Event>> SqlEvents::find_many(std::vector<contracts::EventId> ids) {
  co_return co_await database_.read([ids](kit::sql::Session& session) {
    std::vector<Event> found = read_events(session, ids);
    std::vector<Event> ordered;
    ordered.reserve(found.size());
    for (const auto& id : ids) {
      const auto event = std::ranges::find(found, id, &Event::id);
      if (event == found.end()) continue;  // unknown, or named twice
      ordered.push_back(std::move(*event));
      found.erase(event);
    }
    return ordered;
  });
}

Task<Result<EventPage>> SqlEvents::search(EventFilter filter, Timestamp now) {
  co_return co_await database_.read(
      [filter, now](kit::sql::Session& session) { return list_events(session, filter, now); });
}

Task<std::vector<CategoryCount>> SqlEvents::categories(Timestamp now) {
  co_return co_await database_.read([now](kit::sql::Session& session) { return count_categories(session, now); });
}

Task<std::vector<CityCount>> SqlEvents::cities(Timestamp now) {
  co_return co_await database_.read([now](kit::sql::Session& session) { return count_cities(session, now); });
}

Task<bool> SqlEvents::replace(Context context, Event event, LogEntry entry, std::optional<KeptAnswer> answer) {
  co_return co_await database_.write([this, context, event, entry, answer](Transaction& transaction) {
    std::vector<Value> values = values_of(event);
    values.push_back(to_value(event.version - 1));
    const bool guarded = policy_ == ReplacePolicy::guarded_by_version;
    const auto& update = guarded ? texts().guarded_update : texts().unguarded_update;
    if (transaction.execute_list(update, kit::sql::to_arguments(values)) == 0) return false;
    transaction.execute("DELETE FROM ticket_types WHERE event_id = $1", event.id);
    insert_ticket_types(transaction, event);
    index_event(transaction, event);
    note(transaction, entry);
    outbox_.add(transaction, context, message_of(event, entry));
    if (answer) keep(transaction, *answer);
    return true;
  });
}

Task<bool> SqlEvents::remove_draft(contracts::EventId id, LogEntry entry) {
  co_return co_await database_.write([id, entry](Transaction& transaction) {
    if (transaction.execute("DELETE FROM events WHERE id = $1 AND status = 'DRAFT'", id) == 0) return false;
    remove_from_index(transaction, id);
    note(transaction, entry);
    return true;
  });
}

}  // namespace boxoffice::services::events
