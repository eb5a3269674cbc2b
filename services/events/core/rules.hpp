#pragma once

// What must hold between the members of an event, beyond what each member must be by itself.

#include "kit/base/error.hpp"
#include "services/events/core/event.hpp"

#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace boxoffice::services::events {

/// Every broken rule with its JSON pointer: times in order, one currency, no ticket type twice.
/// Empty when all hold. Whether a time zone exists is asked of the Zones port.
[[nodiscard]] std::vector<kit::base::FieldError> broken_rules(const EventContent& content);

/// Every rule that a change of `before` into `after` breaks, with its JSON pointer: ticket types keep their ids, and an
/// event that is on sale keeps its currency and something to sell.
[[nodiscard]] std::vector<kit::base::FieldError> broken_promises(const Event& before, const EventContent& after);

/// One member of an event that a change has changed, as the log of who did what shows it.
struct Change {
  std::string field{};
  std::string before{};
  std::string after{};

  friend bool operator==(const Change&, const Change&) = default;
};
BOOST_DESCRIBE_STRUCT(Change, (), (field, before, after))

/// Fields in which two contents differ, in a fixed order; values as a person would write them.
[[nodiscard]] std::vector<Change> differences(const EventContent& before, const EventContent& after);

/// Ticket types whose capacity is lower in `after`; removed ones with capacity 0.
[[nodiscard]] std::vector<TicketType> lowered_capacities(const EventContent& before, const EventContent& after);

}  // namespace boxoffice::services::events
