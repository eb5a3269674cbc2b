#pragma once

// What is asked of an event's stock, and what comes of it.

#include "contracts/calls/tickets_calls.hpp"
#include "contracts/ids.hpp"
#include "kit/base/error.hpp"
#include "kit/runtime/context.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace boxoffice::services::tickets {

struct Reserve {
  contracts::OrderId order_id{};
  contracts::UserId user_id{};
  contracts::EventId event_id{};
  std::vector<contracts::QuantityLine> lines{};
};

struct Confirm {
  contracts::OrderId order_id{};
};

struct Cancel {
  contracts::OrderId order_id{};
  bool sold = false;  // takes back sold tickets too
  std::optional<std::string> reason{};
};

struct Extend {
  contracts::OrderId order_id{};
  std::int64_t number = 0;
};

/// Gives back what has expired. Every batch begins with that, so this asks for nothing but a batch.
struct Sweep {};

struct Command {
  kit::runtime::Context context{};
  std::variant<Reserve, Confirm, Cancel, Extend, Sweep> what{};
};

/// Cancel and Sweep are answered by nothing.
using Answer =
    std::variant<std::monostate, contracts::Reservation, contracts::TicketsConfirmed, contracts::HoldExtended>;
using Outcome = kit::base::Result<Answer>;

}  // namespace boxoffice::services::tickets
