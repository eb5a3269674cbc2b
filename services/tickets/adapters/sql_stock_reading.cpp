#include "services/tickets/adapters/sql_stock_reading.hpp"

#include "services/tickets/adapters/sql_sets.hpp"
#include "services/tickets/adapters/sql_text.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

namespace boxoffice::services::tickets {

namespace {

using kit::sql::Row;
using kit::sql::Session;

const LockableQuery select_event(
    "SELECT status, sales_start_at, sales_end_at, currency FROM events WHERE event_id = $1");

const LockableQuery select_types(
    "SELECT ticket_type_id, name, price, capacity, available, held, sold, max_per_order, max_per_user, on_sale, "
    "capacity_version FROM inventory WHERE event_id = $1 ORDER BY line");

const SetStatement select_holds(
    "SELECT order_id, user_id, event_id, status, expires_at, extensions, currency FROM holds WHERE order_id IN (", 0);

constexpr std::string_view select_expired =
    "SELECT order_id, user_id, event_id, status, expires_at, extensions, currency FROM holds "
    "WHERE status = 'HELD' AND event_id = $1 AND expires_at <= $2 ORDER BY expires_at LIMIT $3";

const SetStatement select_lines(
    "SELECT order_id, ticket_type_id, quantity, unit_price FROM hold_items WHERE order_id IN (", 0,
    " ORDER BY order_id, line");

const SetStatement select_tickets("SELECT order_id, id FROM tickets WHERE order_id IN (", 0, " ORDER BY order_id, id");

const SetStatement select_taken(
    "SELECT h.user_id, i.ticket_type_id, CAST(SUM(i.quantity) AS BIGINT) FROM holds h "
    "JOIN hold_items i ON i.order_id = h.order_id "
    "WHERE h.event_id = $1 AND h.status IN ('SOLD', 'HELD') AND h.user_id IN (",
    1, " GROUP BY h.user_id, i.ticket_type_id");

std::optional<EventSales> read_event(Session& session, const contracts::EventId& event_id, Locking locking) {
  const auto& text = locking == Locking::rows ? select_event.locking(session.dialect()) : select_event.plain();
  const auto row = session.query_one(text, event_id);
  if (!row) return std::nullopt;
  return EventSales{.is_cancelled = row->get<std::string>(0) == "CANCELLED",
                    .sales_start_at = row->get<std::optional<Timestamp>>(1),
                    .sales_end_at = row->get<Timestamp>(2),
                    .currency = row->get<std::string>(3)};
}

TypeStock read_type(const Row& row) {
  return {.id = row.get<contracts::TicketTypeId>(0),
          .name = row.get<std::string>(1),
          .price = row.get<std::int64_t>(2),
          .capacity = row.get<std::int64_t>(3),
          .available = row.get<std::int64_t>(4),
          .held = row.get<std::int64_t>(5),
          .sold = row.get<std::int64_t>(6),
          .max_per_order = row.get<std::int64_t>(7),
          .max_per_user = row.get<std::optional<std::int64_t>>(8),
          .on_sale = row.get<bool>(9),
          .capacity_version = row.get<std::int64_t>(10)};
}

Hold read_hold(const Row& row) {
  const HoldStatus status = hold_status_of(row.get<std::string>(3));
  const auto extensions = row.get<std::int64_t>(5);
  return {.order_id = row.get<contracts::OrderId>(0),
          .user_id = row.get<contracts::UserId>(1),
          .event_id = row.get<contracts::EventId>(2),
          .status = status,
          .expires_at = row.get<Timestamp>(4),
          .extensions = extensions,
          .currency = row.get<std::string>(6),
          .stored_status = status,
          .stored_extensions = extensions};
}

/// The orders and users that the commands name, each once.
struct Named {
  std::vector<std::string> orders{};
  std::vector<std::string> reserving_users{};
};

void keep_each_once(std::vector<std::string>& ids) {
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
}

Named named_in(const std::vector<Command>& commands) {
  Named named;
  named.orders.reserve(commands.size());
  for (const auto& command : commands) {
    std::visit(
        [&named](const auto& what) {
          using What = std::decay_t<decltype(what)>;
          if constexpr (!std::is_same_v<What, Sweep>) named.orders.push_back(what.order_id.str());
          if constexpr (std::is_same_v<What, Reserve>) named.reserving_users.push_back(what.user_id.str());
        },
        command.what);
  }
  keep_each_once(named.orders);
  keep_each_once(named.reserving_users);
  return named;
}

void read_holds(Session& session, Stock& stock, const std::vector<std::string>& orders) {
  for (const auto& row : select_holds.query(session, {}, orders)) {
    Hold hold = read_hold(row);
    stock.holds.emplace(hold.order_id, std::move(hold));
  }
}

void read_expired(Session& session, Stock& stock, const contracts::EventId& event_id, Timestamp now) {
  const auto rows = session.query(select_expired, event_id, now, sweep_limit + 1);
  stock.has_more_expired = rows.size() > sweep_limit;
  for (const auto& row : std::span(rows).first(std::min(rows.size(), sweep_limit))) {
    Hold hold = read_hold(row);
    stock.expired.push_back(hold.order_id);
    stock.holds.emplace(hold.order_id, std::move(hold));
  }
}

/// Lines of all holds, tickets of the sold ones.
void read_contents(Session& session, Stock& stock) {
  std::vector<std::string> orders;
  std::vector<std::string> sold;
  for (const auto& [order_id, hold] : stock.holds) {
    orders.push_back(order_id.str());
    if (hold.status == HoldStatus::sold) sold.push_back(order_id.str());
  }
  for (const auto& row : select_lines.query(session, {}, orders)) {
    stock.holds.at(row.get<contracts::OrderId>(0))
        .lines.push_back({.ticket_type_id = row.get<contracts::TicketTypeId>(1),
                          .quantity = row.get<std::int64_t>(2),
                          .unit_price = row.get<std::int64_t>(3)});
  }
  for (const auto& row : select_tickets.query(session, {}, sold)) {
    stock.holds.at(row.get<contracts::OrderId>(0)).ticket_ids.push_back(row.get<contracts::TicketId>(1));
  }
}

void read_taken(Session& session, Stock& stock, const contracts::EventId& event_id,
                const std::vector<std::string>& users) {
  if (!std::ranges::any_of(stock.types, [](const TypeStock& type) { return type.max_per_user.has_value(); })) return;
  const std::array leading{kit::sql::to_argument(event_id)};
  for (const auto& row : select_taken.query(session, leading, users)) {
    stock.taken.emplace(std::pair{row.get<contracts::UserId>(0), row.get<contracts::TicketTypeId>(1)},
                        row.get<std::int64_t>(2));
  }
}

}  // namespace

std::vector<TypeStock> read_types(Session& session, const contracts::EventId& event_id, Locking locking) {
  const auto& text = locking == Locking::rows ? select_types.locking(session.dialect()) : select_types.plain();
  std::vector<TypeStock> types;
  for (const auto& row : session.query(text, event_id)) types.push_back(read_type(row));
  return types;
}

Stock read_stock(Session& session, const contracts::EventId& event_id, const std::vector<Command>& commands,
                 Timestamp now, Locking locking) {
  Stock stock;
  // The event's row first: whoever has it may go on to all that belongs to the event.
  stock.event = read_event(session, event_id, locking);
  stock.types = read_types(session, event_id, locking);
  const Named named = named_in(commands);
  stock.holds.reserve(named.orders.size());
  read_holds(session, stock, named.orders);
  read_expired(session, stock, event_id, now);
  read_contents(session, stock);
  read_taken(session, stock, event_id, named.reserving_users);
  return stock;
}

}  // namespace boxoffice::services::tickets
