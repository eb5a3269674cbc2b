#pragma once

// Free documents of events in the document store: collection event_details, "<event id>:<details id>" -> JSON.

#include "kit/telemetry/log.hpp"
#include "services/events/adapters/collection.hpp"
#include "services/events/core/ports.hpp"

#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::events {

/// Safe from any thread; `documents` outlives it.
class DocumentsDetails final : public DetailsStore {
 public:
  DocumentsDetails(kit::documents::DocumentStore& documents, kit::telemetry::Log log)
      : collection_(documents, "event_details", {}), log_(std::move(log)) {}

  Task<> put(contracts::EventId id, std::string details_id, std::string json) override;
  Task<FoundDetails> get(contracts::EventId id, std::string details_id) override;
  Task<std::vector<FoundDetails>> get_many(std::vector<DetailsKey> keys) override;
  Task<> remove(contracts::EventId id, std::string details_id) override;

 private:
  Collection collection_;
  kit::telemetry::Log log_;
};

}  // namespace boxoffice::services::events
