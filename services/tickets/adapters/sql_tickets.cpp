#include "services/tickets/adapters/sql_tickets.hpp"

#include "kit/sql/like.hpp"

#include <fmt/format.h>

#include <utility>

namespace boxoffice::services::tickets {

using kit::sql::Row;
using kit::sql::Session;

namespace {

constexpr std::string_view ticket_columns =
    "t.id, t.order_id, t.user_id, t.event_id, t.ticket_type_id, i.name, t.number, t.seat_number, t.price, t.currency, "
    "t.status, t.issued_at, t.checked_in_at, t.gate";
constexpr std::string_view event_columns =
    "e.event_id, e.name, e.venue_name, e.venue_city, e.venue_country, e.time_zone, e.starts_at, e.ends_at";
constexpr std::size_t first_event_column = 14;
constexpr std::string_view join_types =
    "JOIN inventory i ON i.event_id = t.event_id AND i.ticket_type_id = t.ticket_type_id ";

const std::string select_tickets = fmt::format("SELECT {} FROM tickets t {}", ticket_columns, join_types);
const std::string select_with_event =
    fmt::format("SELECT {}, {} FROM tickets t {}JOIN events e ON e.event_id = t.event_id ", ticket_columns,
                event_columns, join_types);

const std::string select_page =
    select_tickets +
    "WHERE ($1 IS NULL OR t.user_id = $1) AND ($2 IS NULL OR t.event_id = $2) AND ($3 IS NULL OR t.status = $3) "
    "AND ($4 IS NULL OR t.id LIKE $4 ESCAPE '\\' OR t.order_id LIKE $4 ESCAPE '\\' OR t.user_id LIKE $4 ESCAPE '\\') "
    "AND ($5 IS NULL OR t.id < $5) ORDER BY t.id DESC LIMIT $6";
// The two lists that grow long get statements of their own, so that an index serves them.
const std::string select_page_of_user =
    select_tickets + "WHERE t.user_id = $1 AND ($2 IS NULL OR t.id < $2) ORDER BY t.id DESC LIMIT $3";
const std::string select_page_of_event =
    select_tickets +
    "WHERE t.event_id = $1 AND ($2 IS NULL OR t.status = $2) AND ($3 IS NULL OR t.id LIKE $3 ESCAPE '\\' OR t.order_id "
    "LIKE $3 ESCAPE '\\' OR t.user_id LIKE $3 ESCAPE '\\') AND ($4 IS NULL OR t.id < $4) ORDER BY t.id DESC LIMIT $5";

const std::string select_of_order =
    select_tickets + "WHERE t.order_id = $1 AND ($2 IS NULL OR t.id > $2) ORDER BY t.id LIMIT $3";
const std::string select_one = select_with_event + "WHERE t.id = $1";
const std::string select_printable = select_with_event +
                                     "WHERE t.order_id = $1 AND t.status <> 'CANCELLED' "
                                     "ORDER BY t.id";

constexpr std::string_view select_attendance =
    "SELECT i.ticket_type_id, i.name, COUNT(t.id), COUNT(CASE WHEN t.status = 'CHECKED_IN' THEN 1 END) "
    "FROM inventory i LEFT JOIN tickets t ON t.event_id = i.event_id AND t.ticket_type_id = i.ticket_type_id "
    "AND t.status <> 'CANCELLED' WHERE i.event_id = $1 GROUP BY i.ticket_type_id, i.name, i.line ORDER BY i.line";

TicketStatus ticket_status_of(std::string_view text) {
  if (text == "VALID") return TicketStatus::valid;
  return text == "CHECKED_IN" ? TicketStatus::checked_in : TicketStatus::cancelled;
}

Ticket read_ticket(const Row& row) {
  return {.id = row.get<contracts::TicketId>(0),
          .order_id = row.get<contracts::OrderId>(1),
          .user_id = row.get<contracts::UserId>(2),
          .event_id = row.get<contracts::EventId>(3),
          .ticket_type_id = row.get<contracts::TicketTypeId>(4),
          .ticket_type_name = row.get<std::string>(5),
          .number = row.get<std::int64_t>(6),
          .seat_number = row.get<std::optional<std::string>>(7),
          .price = {.amount = row.get<std::int64_t>(8), .currency = row.get<std::string>(9)},
          .status = ticket_status_of(row.get<std::string>(10)),
          .issued_at = row.get<Timestamp>(11),
          .checked_in_at = row.get<std::optional<Timestamp>>(12),
          .gate = row.get<std::optional<std::string>>(13)};
}

TicketForEvent read_with_event(const Row& row) {
  constexpr std::size_t first = first_event_column;
  return {.ticket = read_ticket(row),
          .event = {.id = row.get<contracts::EventId>(first),
                    .name = row.get<std::string>(first + 1),
                    .venue_name = row.get<std::string>(first + 2),
                    .venue_city = row.get<std::string>(first + 3),
                    .venue_country = row.get<std::string>(first + 4),
                    .time_zone = row.get<std::string>(first + 5),
                    .starts_at = row.get<Timestamp>(first + 6),
                    .ends_at = row.get<Timestamp>(first + 7)}};
}

std::vector<Ticket> read_all(const kit::sql::Rows& rows) {
  std::vector<Ticket> tickets;
  tickets.reserve(rows.size());
  for (const auto& row : rows) tickets.push_back(read_ticket(row));
  return tickets;
}

std::vector<Ticket> read_page(Session& session, const TicketFilter& filter) {
  const auto status = filter.status ? std::optional(to_text(*filter.status)) : std::nullopt;
  const auto part = kit::sql::like_part(filter.query);
  if (filter.user_id && !filter.event_id && !status && !part) {
    return read_all(session.query(select_page_of_user, filter.user_id, filter.after, filter.limit));
  }
  if (filter.event_id && !filter.user_id) {
    return read_all(session.query(select_page_of_event, filter.event_id, status, part, filter.after, filter.limit));
  }
  return read_all(
      session.query(select_page, filter.user_id, filter.event_id, status, part, filter.after, filter.limit));
}

}  // namespace

std::string_view to_text(TicketStatus status) {
  switch (status) {
    case TicketStatus::valid:
      return "VALID";
    case TicketStatus::checked_in:
      return "CHECKED_IN";
    case TicketStatus::cancelled:
      return "CANCELLED";
  }
  return "";
}

std::optional<TicketForEvent> find_ticket(Session& session, const contracts::TicketId& id) {
  const auto row = session.query_one(select_one, id);
  if (!row) return std::nullopt;
  return read_with_event(*row);
}

Task<std::vector<Ticket>> SqlTickets::list(TicketFilter filter) const {
  co_return co_await database_.read(
      [filter = std::move(filter)](Session& session) { return read_page(session, filter); });
}

Task<std::vector<Ticket>> SqlTickets::of_order(contracts::OrderId order_id, std::optional<std::string> after,
                                               std::size_t limit) const {
  co_return co_await database_.read([order_id, after, limit](Session& session) {
    return read_all(session.query(select_of_order, order_id, after, limit));
  });
}

Task<std::optional<TicketForEvent>> SqlTickets::find(contracts::TicketId id) const {
  co_return co_await database_.read([id](Session& session) { return find_ticket(session, id); });
}

Task<std::vector<TicketForEvent>> SqlTickets::printable_of_order(contracts::OrderId order_id) const {
  co_return co_await database_.read([order_id](Session& session) {
    std::vector<TicketForEvent> tickets;
    for (const auto& row : session.query(select_printable, order_id)) tickets.push_back(read_with_event(row));
    return tickets;
  });
}

Task<std::optional<contracts::UserId>> SqlTickets::owner_of(contracts::OrderId order_id) const {
  co_return co_await database_.read([order_id](Session& session) -> std::optional<contracts::UserId> {
    const auto row = session.query_one("SELECT user_id FROM holds WHERE order_id = $1 AND event_id <> ''", order_id);
    if (!row) return std::nullopt;
    return row->get<contracts::UserId>(0);
  });
}

Task<std::optional<std::vector<TypeAttendance>>> SqlTickets::attendance(contracts::EventId event_id) const {
  co_return co_await database_.read([event_id](Session& session) -> std::optional<std::vector<TypeAttendance>> {
    if (!session.query_one("SELECT 1 FROM events WHERE event_id = $1", event_id)) return std::nullopt;
    std::vector<TypeAttendance> types;
    for (const auto& row : session.query(select_attendance, event_id)) {
      types.push_back({.ticket_type_id = row.get<contracts::TicketTypeId>(0),
                       .name = row.get<std::string>(1),
                       .sold = row.get<std::int64_t>(2),
                       .checked_in = row.get<std::int64_t>(3)});
    }
    return types;
  });
}

}  // namespace boxoffice::services::tickets
