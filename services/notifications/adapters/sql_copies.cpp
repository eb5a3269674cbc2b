#include "services/notifications/adapters/sql_copies.hpp"

#include <string>

namespace boxoffice::services::notifications {

using contracts::messages::OrderState;
using kit::sql::Session;
using kit::sql::Transaction;

void keep_user(Transaction& transaction, const contracts::messages::UserState& user, kit::base::Timestamp changed_at) {
  transaction.execute(
      "INSERT INTO users (id, language, changed_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET "
      "language = excluded.language, changed_at = excluded.changed_at WHERE users.changed_at <= excluded.changed_at",
      user.user_id, user.language, changed_at);
}

Language language_of_user(Session& session, const contracts::UserId& id) {
  const auto row = session.query_one("SELECT language FROM users WHERE id = $1", id);
  return row ? language_of(row->get<std::string>(0)) : Language::en;
}

KnownEvent known_event(const contracts::messages::EventState& event) {
  return {.id = event.event_id,
          .version = event.version,
          .name = event.name,
          .venue = event.venue.name,
          .city = event.venue.city,
          .time_zone = event.venue.time_zone,
          .starts_at = event.starts_at};
}

bool keep_event(Transaction& transaction, const KnownEvent& event) {
  return transaction.execute(
             "INSERT INTO events (id, version, name, venue, city, time_zone, starts_at) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET version = excluded.version, "
             "name = excluded.name, venue = excluded.venue, city = excluded.city, time_zone = excluded.time_zone, "
             "starts_at = excluded.starts_at WHERE events.version < excluded.version",
             event.id, event.version, event.name, event.venue, event.city, event.time_zone, event.starts_at) == 1;
}

std::optional<KnownEvent> find_event(Session& session, const contracts::EventId& id) {
  const auto row =
      session.query_one("SELECT id, version, name, venue, city, time_zone, starts_at FROM events WHERE id = $1", id);
  if (!row) return std::nullopt;
  return KnownEvent{.id = row->get<contracts::EventId>(0),
                    .version = row->get<std::int64_t>(1),
                    .name = row->get<std::string>(2),
                    .venue = row->get<std::string>(3),
                    .city = row->get<std::string>(4),
                    .time_zone = row->get<std::string>(5),
                    .starts_at = row->get<kit::base::Timestamp>(6)};
}

void keep_order(Transaction& transaction, const OrderState& order, kit::base::Timestamp changed_at) {
  // Orders that the cancellation of the event has ended still count: which of the two messages arrives first is chance,
  // and their buyers are to hear of it in any case.
  const bool concerned = order.status == "PENDING" || order.status == "CONFIRMED" || order.reason == "EVENT_CANCELLED";
  transaction.execute(
      "INSERT INTO orders (id, event_id, user_id, concerned, changed_at, ordered_at) VALUES ($1, $2, $3, $4, $5, $5) "
      "ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at, "
      "concerned = CASE WHEN orders.concerned = 0 THEN 0 ELSE excluded.concerned END",
      order.order_id, order.event_id, order.user_id, concerned, changed_at);
}

std::optional<contracts::EventId> event_of_order(Session& session, const contracts::OrderId& id) {
  const auto row = session.query_one("SELECT event_id FROM orders WHERE id = $1", id);
  if (!row) return std::nullopt;
  return row->get<contracts::EventId>(0);
}

std::vector<Buyer> buyers_of(Session& session, const contracts::EventId& id, kit::base::Timestamp ordered_until,
                             const contracts::UserId& after, std::size_t limit) {
  const auto rows = session.query(
      "SELECT DISTINCT o.user_id, u.language FROM orders o LEFT JOIN users u ON u.id = o.user_id "
      "WHERE o.event_id = $1 AND o.concerned = 1 AND o.ordered_at <= $2 AND o.user_id > $3 "
      "ORDER BY o.user_id LIMIT $4",
      id, ordered_until, after, limit);
  std::vector<Buyer> buyers;
  buyers.reserve(rows.size());
  for (const auto& row : rows) {
    buyers.push_back({.id = row.get<contracts::UserId>(0),
                      .language = language_of(row.get<std::optional<std::string>>(1).value_or("en"))});
  }
  return buyers;
}

}  // namespace boxoffice::services::notifications
