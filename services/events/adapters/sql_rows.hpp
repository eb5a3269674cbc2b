#pragma once

// How events look in SQL: column lists, rows to values, values to what a statement binds.

#include "kit/sql/database.hpp"
#include "services/events/core/event.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace boxoffice::services::events {

/// Column order of read_event().
inline constexpr std::string_view event_columns =
    "id, name, description, category, venue_name, venue_address, city, country, time_zone, starts_at, ends_at, "
    "sales_start_at, sales_end_at, image_url, status, version, details_id, created_by, created_at, updated_at";

/// Derived from the others, so that lists can filter and sort by them. Never read.
inline constexpr std::string_view derived_columns = "currency, lowest_price, name_key, category_key, city_key";

/// Of the column `status`, which never is COMPLETED.
[[nodiscard]] EventStatus status_of(std::string_view text);

/// Without its ticket types, see read_ticket_types().
[[nodiscard]] Event read_event(const kit::sql::Row& row);

/// In the order of event_columns and then derived_columns.
[[nodiscard]] std::vector<kit::sql::Value> values_of(const Event& event);

/// Gives each of `events` its ticket types.
void read_ticket_types(kit::sql::Session& session, std::vector<Event>& events);

void insert_ticket_types(kit::sql::Transaction& transaction, const Event& event);

/// Events by id in any order, with their ticket types.
[[nodiscard]] std::vector<Event> read_events(kit::sql::Session& session, std::span<const contracts::EventId> ids);

}  // namespace boxoffice::services::events
