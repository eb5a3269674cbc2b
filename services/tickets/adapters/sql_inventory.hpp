#pragma once

// Events and their inventories in SQL, as the events service and the public see them.

#include "contracts/calls/tickets_calls.hpp"
#include "contracts/messages/event_messages.hpp"
#include "kit/sql/database.hpp"
#include "services/tickets/core/ports.hpp"

#include <string>
#include <vector>

namespace boxoffice::services::tickets {

/// The types of an event that are on sale, in the event's order.
struct EventStock {
  contracts::EventId event_id{};
  std::vector<TypeStock> types{};
};

enum class Followed : std::uint8_t { ignored, created, changed, closed };

/// Brings the inventory of a published event to that state; drafts and older versions are ignored.
Followed follow_event(kit::sql::Transaction& transaction, const contracts::messages::EventState& event);

/// Safe from any thread; `database` outlives it.
class SqlInventory {
 public:
  explicit SqlInventory(kit::sql::Database& database) : database_(database) {}

  /// NOT_FOUND, CAPACITY_IN_USE. A version that is not newer than the inventory's changes nothing.
  Task<Result<void>> decrease_capacity(contracts::EventId event_id, contracts::ChangeCapacity wanted) const;

  /// Ordered by event id; those without an inventory are left out.
  Task<std::vector<EventStock>> availability(std::vector<std::string> event_ids) const;

 private:
  kit::sql::Database& database_;
};

}  // namespace boxoffice::services::tickets
