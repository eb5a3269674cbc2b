#include "services/events/adapters/documents_details.hpp"

#include "kit/base/failure.hpp"

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
