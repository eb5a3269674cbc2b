#include "services/events/adapters/documents_details.hpp"

#include "kit/base/failure.hpp"

#include <algorithm>
#include <cstddef>

namespace boxoffice::services::events {

namespace {

std::string document_id(const contracts::EventId& id, const std::string& details_id) {
  return id.str() + ":" + details_id;
}

}  // namespace

Task<> DocumentsDetails::put(contracts::EventId id, std::string details_id, std::string json) {
  auto* const store = co_await collection_.open();
  co_await store->put(collection_.name(), {.id = document_id(id, details_id), .json = std::move(json)});
}

Task<FoundDetails> DocumentsDetails::get(contracts::EventId id, std::string details_id) {
  try {
    auto* const store = co_await collection_.open();
    auto document = co_await store->get(collection_.name(), document_id(id, details_id));
    if (!document) co_return FoundDetails{.outcome = DetailsOutcome::missing};
    co_return FoundDetails{.json = std::move(document->json)};
  } catch (const kit::base::Unavailable& failure) {
    log_.warn("event_details_away", {{"event_id", id.str()}, {"reason", failure.what()}});
    co_return FoundDetails{.outcome = DetailsOutcome::away};
  }
}

Task<std::vector<FoundDetails>> DocumentsDetails::get_many(std::vector<DetailsKey> keys) {
  std::vector<std::string> ids;
  ids.reserve(keys.size());
  for (const auto& key : keys) ids.push_back(document_id(key.event_id, key.details_id));
  try {
    auto* const store = co_await collection_.open();
    auto documents = co_await store->get_many(collection_.name(), ids);
    std::vector<FoundDetails> found(ids.size(), {.outcome = DetailsOutcome::missing});
    for (std::size_t index = 0; index < ids.size(); ++index) {
      const auto document = std::ranges::find(documents, ids[index], &kit::documents::Document::id);
      if (document != documents.end()) found[index] = {.json = document->json};
    }
    co_return found;
  } catch (const kit::base::Unavailable& failure) {
    log_.warn("event_details_away", {{"events", keys.size()}, {"reason", failure.what()}});
    co_return std::vector<FoundDetails>(keys.size(), {.outcome = DetailsOutcome::away});
  }
}

Task<> DocumentsDetails::remove(contracts::EventId id, std::string details_id) {
  try {
    auto* const store = co_await collection_.open();
    co_await store->remove(collection_.name(), document_id(id, details_id));
  } catch (const kit::base::Unavailable& failure) {
    log_.warn("event_details_left_behind",
              {{"event_id", id.str()}, {"details_id", details_id}, {"reason", failure.what()}});
  }
}

}  // namespace boxoffice::services::events
