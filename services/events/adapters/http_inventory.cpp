#include "services/events/adapters/http_inventory.hpp"

#include "contracts/calls/tickets_calls.hpp"
#include "kit/base/failure.hpp"
#include "services/events/core/errors.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace boxoffice::services::events {

std::vector<kit::base::ErrorCode> inventory_codes() {
  return {codes::capacity_in_use};
}

Result<void> outcome_of(const Result<std::string>& answer) {
  if (answer || answer.error().code == kit::base::codes::not_found) return {};
  if (answer.error().code == codes::capacity_in_use) return std::unexpected(answer.error());
  throw kit::base::Unavailable(
      fmt::format("tickets refused a smaller capacity: {} {}", answer.error().code.name, answer.error().message));
}

Task<Result<void>> HttpInventory::lower(Context context, contracts::EventId id, std::int64_t version,
                                        std::vector<TicketType> lowered) {
  contracts::ChangeCapacity wanted{.version = version};
  for (const auto& type : lowered) wanted.ticket_types.push_back({.id = type.id, .capacity = type.capacity});
  const auto answer = co_await tickets_.call(std::move(context), kit::http::Method::put,
                                             "/api/tickets/inventory/" + id.str(), kit::json::to_json(wanted));
  co_return outcome_of(answer);
}

}  // namespace boxoffice::services::events
