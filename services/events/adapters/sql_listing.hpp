#pragma once

// Lists of events: filters, orders and places in them as one SELECT.

#include "kit/sql/database.hpp"
#include "services/events/core/ports.hpp"

#include <vector>

namespace boxoffice::services::events {

/// VALIDATION_FAILED at ?cursor when `filter.after` is no place in the order.
[[nodiscard]] Result<EventPage> list_events(kit::sql::Session& session, const EventFilter& filter, Timestamp now);

[[nodiscard]] std::vector<CategoryCount> count_categories(kit::sql::Session& session, Timestamp now);
[[nodiscard]] std::vector<CityCount> count_cities(kit::sql::Session& session, Timestamp now);

}  // namespace boxoffice::services::events
