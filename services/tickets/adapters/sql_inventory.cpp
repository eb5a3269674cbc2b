#include "services/tickets/adapters/sql_inventory.hpp"

#include "services/tickets/adapters/sql_sets.hpp"
#include "services/tickets/adapters/sql_stock_reading.hpp"
#include "services/tickets/adapters/sql_text.hpp"
#include "services/tickets/core/inventory.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::services::tickets {

using contracts::messages::EventState;
using kit::sql::Session;
using kit::sql::Transaction;

namespace {

const LockableQuery select_version("SELECT version, status FROM events WHERE event_id = $1");

constexpr std::string_view insert_event =
    "INSERT INTO events (event_id, version, status, name, venue_name, venue_city, venue_country, time_zone, starts_at, "
    "ends_at, sales_start_at, sales_end_at, currency) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT (event_id) DO NOTHING";

constexpr std::string_view update_event =
    "UPDATE events SET version = $2, status = $3, name = $4, venue_name = $5, venue_city = $6, venue_country = $7, "
    "time_zone = $8, starts_at = $9, ends_at = $10, sales_start_at = $11, sales_end_at = $12, currency = $13 "
    "WHERE event_id = $1 AND version < $2";

constexpr std::string_view insert_type =
    "INSERT INTO inventory (event_id, ticket_type_id, line, name, price, capacity, available, held, sold, "
    "max_per_order, max_per_user, on_sale, capacity_version) VALUES ($1, $2, $3, $4, $5, $6, $6, 0, 0, $7, $8, 1, 0)";

constexpr std::string_view update_type =
    "UPDATE inventory SET line = $3, name = $4, price = $5, capacity = capacity + $6, available = available + $7, "
    "max_per_order = $8, max_per_user = $9, on_sale = $10, capacity_version = $11 "
    "WHERE event_id = $1 AND ticket_type_id = $2";

const SetStatement select_availability(
    "SELECT e.event_id, i.ticket_type_id, i.capacity, i.available, i.held, i.sold FROM events e "
    "LEFT JOIN inventory i ON i.event_id = e.event_id AND i.on_sale = 1 WHERE e.event_id IN (",
    0, " ORDER BY e.event_id, i.line");

std::int64_t write_event(Transaction& transaction, std::string_view statement, const EventState& event,
                         std::string_view status) {
  return transaction.execute(statement, event.event_id, event.version, status, event.name, event.venue.name,
                             event.venue.city, event.venue.country, event.venue.time_zone, event.starts_at,
                             event.ends_at, event.sales_start_at, event.sales_end_at.value_or(event.starts_at),
                             event.currency);
}

void update_types(Transaction& transaction, const contracts::EventId& event_id, const std::vector<TypeStock>& before,
                  const std::vector<TypeStock>& after) {
  for (std::size_t line = 0; line < after.size(); ++line) {
    const TypeStock& type = after[line];
    const auto known = std::ranges::find(before, type.id, &TypeStock::id);
    if (known == before.end()) {
      transaction.execute(insert_type, event_id, type.id, line, type.name, type.price, type.capacity,
                          type.max_per_order, type.max_per_user);
    } else {
      transaction.execute(update_type, event_id, type.id, line, type.name, type.price, type.capacity - known->capacity,
                          type.available - known->available, type.max_per_order, type.max_per_user, type.on_sale,
                          type.capacity_version);
    }
  }
}

}  // namespace

Followed follow_event(Transaction& transaction, const EventState& event) {
  const auto known = transaction.query_one(select_version.locking(transaction.dialect()), event.event_id);
  if (!known) {
    if (event.status == "DRAFT" || event.status == "CANCELLED") return Followed::ignored;
    if (write_event(transaction, insert_event, event, "ACTIVE") == 0) return Followed::ignored;
    update_types(transaction, event.event_id, {}, follow({}, event));
    return Followed::created;
  }
  if (event.version <= known->get<std::int64_t>(0)) return Followed::ignored;
  const bool is_cancelled = event.status == "CANCELLED" || known->get<std::string>(1) == "CANCELLED";
  write_event(transaction, update_event, event, is_cancelled ? "CANCELLED" : "ACTIVE");
  const auto types = read_types(transaction, event.event_id, Locking::rows);
  update_types(transaction, event.event_id, types, follow(types, event));
  return event.status == "CANCELLED" ? Followed::closed : Followed::changed;
}

Task<Result<void>> SqlInventory::decrease_capacity(contracts::EventId event_id,
                                                   contracts::ChangeCapacity wanted) const {
  co_return co_await database_.write([event_id, wanted](Transaction& transaction) -> Result<void> {
    const auto known = transaction.query_one(select_version.locking(transaction.dialect()), event_id);
    if (!known) return kit::base::fail(kit::base::codes::not_found, "There is no inventory of this event.");
    // The version that a decrease would become exists already: its editor has lost the race, and will be told so by
    // the events service, which replaces only the version before.
    if (wanted.version <= known->get<std::int64_t>(0)) return {};
    const auto types = read_types(transaction, event_id, Locking::rows);
    BOXOFFICE_TRY(const auto after, decrease(types, wanted));
    update_types(transaction, event_id, types, after);
    return {};
  });
}

Task<std::vector<EventStock>> SqlInventory::availability(std::vector<std::string> event_ids) const {
  co_return co_await database_.read([event_ids = std::move(event_ids)](Session& session) {
    std::vector<EventStock> events;
    for (const auto& row : select_availability.query(session, {}, event_ids)) {
      auto event_id = row.get<contracts::EventId>(0);
      if (events.empty() || events.back().event_id != event_id) events.push_back({.event_id = std::move(event_id)});
      const auto type_id = row.get<std::optional<contracts::TicketTypeId>>(1);
      if (!type_id) continue;
      events.back().types.push_back({.id = *type_id,
                                     .capacity = row.get<std::int64_t>(2),
                                     .available = row.get<std::int64_t>(3),
                                     .held = row.get<std::int64_t>(4),
                                     .sold = row.get<std::int64_t>(5)});
    }
    return events;
  });
}

}  // namespace boxoffice::services::tickets
