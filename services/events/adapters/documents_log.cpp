#include "services/events/adapters/documents_log.hpp"

#include "kit/base/failure.hpp"
#include "services/events/adapters/log_json.hpp"

#include <algorithm>
#include <iterator>

namespace boxoffice::services::events {

using kit::documents::Document;

namespace {

constexpr std::size_t moved_at_once = 100;

std::vector<Document> documents_of(const kit::sql::Rows& rows) {
  std::vector<Document> documents;
  documents.reserve(rows.size());
  for (const auto& row : rows) documents.push_back({.id = row.get<std::string>(0), .json = row.get<std::string>(1)});
  return documents;
}

}  // namespace

DocumentsLog::DocumentsLog(kit::sql::Database& database, kit::documents::DocumentStore& documents,
                           kit::telemetry::Log log)
    : database_(database), collection_(documents, "event_log", {log_event_member}), log_(std::move(log)) {}

Task<bool> DocumentsLog::flush() {
  try {
    co_return co_await move_pending() == moved_at_once;
  } catch (const kit::base::Unavailable& failure) {
    log_.warn("event_log_delayed", {{"reason", failure.what()}});
    co_return false;
  }
}

Task<std::size_t> DocumentsLog::move_pending() {
  const auto pending = co_await database_.read([](kit::sql::Session& session) {
    return documents_of(session.query("SELECT id, json FROM event_log_pending ORDER BY id LIMIT $1", moved_at_once));
  });
  if (pending.empty()) co_return 0;
  auto* const store = co_await collection_.open();
  for (const auto& document : pending) co_await store->put(collection_.name(), document);
  co_await database_.write([pending](kit::sql::Transaction& transaction) {
    for (const auto& document : pending) {
      transaction.execute("DELETE FROM event_log_pending WHERE id = $1", document.id);
    }
  });
  co_return pending.size();
}

Task<std::vector<LogEntry>> DocumentsLog::read(contracts::EventId id, std::size_t limit,
                                               std::optional<std::string> after) {
  // Pending ones first: an entry that moves between the two reads is then found twice, never missed.
  auto documents = co_await database_.read([id, limit, after](kit::sql::Session& session) {
    if (!after) {
      return documents_of(session.query(
          "SELECT id, json FROM event_log_pending WHERE event_id = $1 ORDER BY id DESC LIMIT $2", id, limit));
    }
    return documents_of(session.query(
        "SELECT id, json FROM event_log_pending WHERE event_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3", id, *after,
        limit));
  });
  auto* const store = co_await collection_.open();
  auto kept = co_await store->find(collection_.name(), {.filters = {{.member = log_event_member, .equals = id.str()}},
                                                        .newest_first = true,
                                                        .limit = limit,
                                                        .after = after});
  std::ranges::move(kept, std::back_inserter(documents));
  std::ranges::sort(documents, std::ranges::greater{}, &Document::id);
  const auto twice = std::ranges::unique(documents, {}, &Document::id);
  documents.erase(twice.begin(), twice.end());

  std::vector<LogEntry> entries;
  for (auto& document : documents) {
    if (entries.size() == limit) break;
    entries.push_back(read_log_json(std::move(document.id), document.json));
  }
  co_return entries;
}

}  // namespace boxoffice::services::events
