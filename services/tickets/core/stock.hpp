#pragma once

// What there is to sell of one event, and who holds or owns how much of it.

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace boxoffice::services::tickets {

using kit::base::Timestamp;

/// When an event's tickets are sold.
struct EventSales {
  bool is_cancelled = false;
  std::optional<Timestamp> sales_start_at{};  // absent: from publication, which is when the inventory began
  Timestamp sales_end_at{};
  std::string currency{};
};

/// The inventory of one ticket type. Always: capacity = available + held + sold, none of them negative.
struct TypeStock {
  contracts::TicketTypeId id{};
  std::string name{};
  std::int64_t price = 0;  // minor units of EventSales::currency
  std::int64_t capacity = 0;
  std::int64_t available = 0;
  std::int64_t held = 0;
  std::int64_t sold = 0;
  std::int64_t max_per_order = 0;
  std::optional<std::int64_t> max_per_user{};
  bool on_sale = true;                // false: removed from the event; what comes back leaves the capacity
  std::int64_t capacity_version = 0;  // event version of the last decrease that was agreed on in advance

  friend bool operator==(const TypeStock&, const TypeStock&) = default;
};

/// HELD -> SOLD, RELEASED (time is over) or CANCELLED; RELEASED -> SOLD (taken again) or CANCELLED; SOLD -> CANCELLED.
/// A CANCELLED hold is a tombstone: what comes late for its order is refused.
enum class HoldStatus : std::uint8_t { held, sold, released, cancelled };

struct HoldLine {
  contracts::TicketTypeId ticket_type_id{};
  std::int64_t quantity = 0;
  std::int64_t unit_price = 0;  // as promised when it was reserved
};

/// What one order has of an event.
struct Hold {
  contracts::OrderId order_id{};
  contracts::UserId user_id{};
  contracts::EventId event_id{};  // empty: the tombstone of an order that never reserved
  HoldStatus status = HoldStatus::held;
  Timestamp expires_at{};
  std::int64_t extensions = 0;
  std::string currency{};
  std::vector<HoldLine> lines{};
  std::vector<contracts::TicketId> ticket_ids{};  // ascending; only of a hold that is or was SOLD

  // As it is stored, so that a writer knows what to change and what to guard it with. Absent: not stored yet.
  std::optional<HoldStatus> stored_status{};
  std::int64_t stored_extensions = 0;
};

/// Everything that decisions about one event's next commands depend on.
struct Stock {
  std::optional<EventSales> event{};  // absent: not published here
  std::vector<TypeStock> types{};
  std::unordered_map<contracts::OrderId, Hold> holds{};  // those that the commands name, and expired ones
  std::vector<contracts::OrderId> expired{};             // of `holds`: HELD and out of time, oldest first
  bool has_more_expired = false;                         // there are more than `expired` lists
  /// Held and sold per user and ticket type, what `expired` lists included, as releasing a hold takes it off again.
  /// Only of the users that reserve, and meaningful only for the types that limit it.
  std::map<std::pair<contracts::UserId, contracts::TicketTypeId>, std::int64_t> taken{};
};

}  // namespace boxoffice::services::tickets
