#pragma once

// The tickets service's inventory over HTTP.

#include "kit/service/service_client.hpp"
#include "services/events/core/ports.hpp"

#include <vector>

namespace boxoffice::services::events {

/// Codes of the tickets service that decisions here depend on, for the ServiceClient.
[[nodiscard]] std::vector<kit::base::ErrorCode> inventory_codes();

/// The inventory's outcome of a request to lower capacity. An event without inventory holds nothing back. Throws
/// base::Unavailable for any other refusal: it is this service's fault, not the caller's.
[[nodiscard]] Result<void> outcome_of(const Result<std::string>& answer);

/// Safe from any thread; `tickets` outlives it.
class HttpInventory final : public Inventory {
 public:
  explicit HttpInventory(kit::service::ServiceClient& tickets) : tickets_(tickets) {}

  Task<Result<void>> lower(Context context, contracts::EventId id, std::int64_t version,
                           std::vector<TicketType> lowered) override;

 private:
  kit::service::ServiceClient& tickets_;
};

}  // namespace boxoffice::services::events
