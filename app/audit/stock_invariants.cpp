#include "app/audit/invariants.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

// I1, I2 and I8: the tickets service alone, each on one snapshot of its database.

namespace boxoffice::app::audit {

namespace {

using kit::sql::Session;

constexpr std::string_view select_inventory =
    "SELECT event_id, ticket_type_id, capacity, available, held, sold FROM inventory";

// What holds and tickets say is held and sold, beside what the inventory says.
constexpr std::string_view select_units =
    "SELECT i.event_id, i.ticket_type_id, i.held, i.sold, COALESCE(u.held, 0), COALESCE(u.sold, 0), "
    "COALESCE(t.tickets, 0) FROM inventory i "
    "LEFT JOIN (SELECT h.event_id, l.ticket_type_id, "
    "SUM(CASE WHEN h.status = 'HELD' THEN l.quantity ELSE 0 END) AS held, "
    "SUM(CASE WHEN h.status = 'SOLD' THEN l.quantity ELSE 0 END) AS sold "
    "FROM holds h JOIN hold_items l ON l.order_id = h.order_id WHERE h.status IN ('HELD', 'SOLD') "
    "GROUP BY h.event_id, l.ticket_type_id) u ON u.event_id = i.event_id AND u.ticket_type_id = i.ticket_type_id "
    "LEFT JOIN (SELECT event_id, ticket_type_id, COUNT(*) AS tickets FROM tickets WHERE status <> 'CANCELLED' "
    "GROUP BY event_id, ticket_type_id) t ON t.event_id = i.event_id AND t.ticket_type_id = i.ticket_type_id";

constexpr std::string_view select_double_seats =
    "SELECT event_id, seat_number, COUNT(*) FROM tickets WHERE seat_number IS NOT NULL AND status <> 'CANCELLED' "
    "GROUP BY event_id, seat_number HAVING COUNT(*) > 1";

constexpr std::string_view select_double_units =
    "SELECT order_id, ticket_type_id, number, COUNT(*) FROM tickets WHERE status <> 'CANCELLED' "
    "GROUP BY order_id, ticket_type_id, number HAVING COUNT(*) > 1";

constexpr std::string_view count_holds = "SELECT COUNT(*) FROM holds WHERE status = 'HELD'";
constexpr std::string_view select_old_holds =
    "SELECT order_id, expires_at FROM holds WHERE status = 'HELD' AND expires_at < $1 ORDER BY expires_at LIMIT $2";

constexpr std::chrono::seconds sweep_limit{1};  // a hold ends at most so late

std::string type_subject(const kit::sql::Row& row) {
  return fmt::format("ticket type {} of event {}", row.get<std::string>(1), row.get<std::string>(0));
}

void check_units(Session& session, Verdict& verdict) {
  for (const auto& row : session.query(select_units)) {
    ++verdict.checked;
    const auto held = row.get<std::int64_t>(2);
    const auto sold = row.get<std::int64_t>(3);
    const auto in_holds = row.get<std::int64_t>(4);
    const auto in_sales = row.get<std::int64_t>(5);
    const auto tickets = row.get<std::int64_t>(6);
    if (held == in_holds && sold == in_sales && sold == tickets) continue;
    verdict.violate(type_subject(row),
                    fmt::format("the inventory says {} held and {} sold; holds say {} and {}, and there are {} tickets",
                                held, sold, in_holds, in_sales, tickets));
  }
}

Verdict check_twice(Session& session) {
  Verdict verdict;
  check_units(session, verdict);
  for (const auto& row : session.query(select_double_seats)) {
    verdict.violate(fmt::format("seat {} of event {}", row.get<std::string>(1), row.get<std::string>(0)),
                    fmt::format("has {} valid tickets", row.get<std::int64_t>(2)));
  }
  for (const auto& row : session.query(select_double_units)) {
    verdict.violate(fmt::format("order {}", row.get<std::string>(0)),
                    fmt::format("has {} tickets number {} of type {}", row.get<std::int64_t>(3),
                                row.get<std::int64_t>(2), row.get<std::string>(1)));
  }
  return verdict;
}

Verdict check_sums(Session& session) {
  Verdict verdict;
  for (const auto& row : session.query(select_inventory)) {
    ++verdict.checked;
    const auto capacity = row.get<std::int64_t>(2);
    const auto available = row.get<std::int64_t>(3);
    const auto held = row.get<std::int64_t>(4);
    const auto sold = row.get<std::int64_t>(5);
    if (available >= 0 && held >= 0 && sold >= 0 && available + held + sold == capacity) continue;
    verdict.violate(type_subject(row), fmt::format("{} available + {} held + {} sold is not its capacity of {}",
                                                   available, held, sold, capacity));
  }
  return verdict;
}

Verdict check_holds(Session& session, Timestamp now) {
  Verdict verdict{.checked = session.query_one(count_holds)->get<std::int64_t>(0)};
  for (const auto& row : session.query(select_old_holds, now - sweep_limit, violations_limit)) {
    const auto expired_at = row.get<Timestamp>(1);
    verdict.violate(fmt::format("hold of order {}", row.get<std::string>(0)),
                    fmt::format("is HELD, {} s after it expired at {}", (now - expired_at).count() / 1000,
                                kit::base::to_rfc3339(expired_at)));
  }
  return verdict;
}

}  // namespace

kit::runtime::Task<Verdict> stock_adds_up(Stores stores, Timestamp /*now*/) {
  co_return co_await stores.at("tickets").get().read(check_sums);
}

kit::runtime::Task<Verdict> nothing_is_taken_twice(Stores stores, Timestamp /*now*/) {
  co_return co_await stores.at("tickets").get().read(check_twice);
}

kit::runtime::Task<Verdict> no_hold_outlives_its_expiry(Stores stores, Timestamp now) {
  co_return co_await stores.at("tickets").get().read([now](Session& session) { return check_holds(session, now); });
}

}  // namespace boxoffice::app::audit
