#include "services/events/adapters/log_json.hpp"

#include "kit/json/json.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace boxoffice::services::events {

namespace {

struct LogDocument {
  contracts::EventId event_id{};
  Timestamp at{};
  contracts::UserId actor_id{};
  std::string actor_name{};
  Action action{};
  std::vector<Change> changes{};
  std::optional<std::string> reason{};
};
BOOST_DESCRIBE_STRUCT(LogDocument, (), (event_id, at, actor_id, actor_name, action, changes, reason))

}  // namespace

std::string log_json(const LogEntry& entry) {
  return kit::json::to_json(LogDocument{.event_id = entry.event_id,
                                        .at = entry.at,
                                        .actor_id = entry.actor.id,
                                        .actor_name = entry.actor.name,
                                        .action = entry.action,
                                        .changes = entry.changes,
                                        .reason = entry.reason});
}

LogEntry read_log_json(std::string id, const std::string& json) {
  auto document = kit::json::from_json_lenient<LogDocument>(json);
  if (!document) throw std::runtime_error("log entry " + id + " cannot be read: " + document.error().message);
  return {.id = std::move(id),
          .event_id = std::move(document->event_id),
          .at = document->at,
          .actor = {.id = std::move(document->actor_id), .name = std::move(document->actor_name)},
          .action = document->action,
          .changes = std::move(document->changes),
          .reason = std::move(document->reason)};
}

}  // namespace boxoffice::services::events
