#pragma once

// How an event's inventory follows what the events service decides: pure functions of the ticket types so far.

#include "contracts/calls/tickets_calls.hpp"
#include "contracts/messages/event_messages.hpp"
#include "kit/base/error.hpp"
#include "services/tickets/core/stock.hpp"

#include <vector>

namespace boxoffice::services::tickets {

/// The ticket types as `event` says, in its order, behind them those that it no longer has. Nobody loses a ticket: a
/// capacity below what is held or sold becomes just that. A capacity that is older than an agreed decrease is ignored.
[[nodiscard]] std::vector<TypeStock> follow(std::vector<TypeStock> types, const contracts::messages::EventState& event);

/// The ticket types after decreases that the events service asks for before it commits them, under the version that the
/// event will then have. Increases in it are left to the message. CAPACITY_IN_USE when more is held or sold.
[[nodiscard]] kit::base::Result<std::vector<TypeStock>> decrease(std::vector<TypeStock> types,
                                                                 const contracts::ChangeCapacity& wanted);

}  // namespace boxoffice::services::tickets
