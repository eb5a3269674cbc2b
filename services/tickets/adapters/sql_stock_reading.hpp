#pragma once

// Reads what a batch's decisions depend on.

#include "kit/sql/database.hpp"
#include "services/tickets/core/commands.hpp"
#include "services/tickets/core/stock.hpp"

#include <cstdint>
#include <vector>

namespace boxoffice::services::tickets {

/// Expired holds that one batch gives back.
inline constexpr std::size_t sweep_limit = 512;

enum class Locking : std::uint8_t { none, rows };

/// The ticket types of an event, in the event's order.
[[nodiscard]] std::vector<TypeStock> read_types(kit::sql::Session& session, const contracts::EventId& event_id,
                                                Locking locking);

/// With Locking::rows nobody else decides about the event until the transaction ends.
[[nodiscard]] Stock read_stock(kit::sql::Session& session, const contracts::EventId& event_id,
                               const std::vector<Command>& commands, Timestamp now, Locking locking);

}  // namespace boxoffice::services::tickets
