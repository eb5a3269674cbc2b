#include "services/notifications/adapters/sql_notifications.hpp"

#include "kit/base/failure.hpp"
#include "kit/json/json.hpp"

#include <limits>
#include <string>
#include <utility>

namespace boxoffice::services::notifications {

using kit::sql::Session;
using kit::sql::Transaction;

namespace {

constexpr std::int64_t beyond_the_newest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t pruned_at_once = 1000;  // bounds how long the write lock is held

Params read_params(const std::string& text) {
  auto params = kit::json::from_json_lenient<Params>(text);
  if (!params) throw kit::base::Unreadable("a notification's stored params are not readable");
  return *std::move(params);
}

Notification read_notification(const kit::sql::Row& row) {
  return {.id = row.get<contracts::NotificationId>(0),
          .position = row.get<std::int64_t>(1),
          .letter = {.type = row.get<std::string>(2),
                     .title = row.get<std::string>(3),
                     .message = row.get<std::string>(4),
                     .about = {.kind = row.get<std::string>(5),
                               .order_id = row.get<std::optional<contracts::OrderId>>(6),
                               .event_id = row.get<std::optional<contracts::EventId>>(7),
                               .ticket_id = row.get<std::optional<contracts::TicketId>>(8),
                               .params = read_params(row.get<std::string>(9))}},
          .created_at = row.get<Timestamp>(10),
          .read_at = row.get<std::optional<Timestamp>>(11)};
}

std::int64_t count_unread(Session& session, const contracts::UserId& user_id) {
  return session.query_one("SELECT COUNT(*) FROM notifications WHERE user_id = $1 AND read_at IS NULL", user_id)
      ->get<std::int64_t>(0);
}

std::int64_t next_position(Transaction& transaction, const contracts::UserId& user_id) {
  return transaction
      .query_one(
          "INSERT INTO mailboxes (user_id, last_position) VALUES ($1, 1) ON CONFLICT (user_id) DO UPDATE "
          "SET last_position = mailboxes.last_position + 1 RETURNING last_position",
          user_id)
      ->get<std::int64_t>(0);
}

}  // namespace

void store_letter(Transaction& transaction, const contracts::NotificationId& id, const contracts::UserId& user_id,
                  const Letter& letter, Timestamp now, std::optional<std::int64_t> position) {
  if (!position) position = next_position(transaction, user_id);
  transaction.execute(
      "INSERT INTO notifications (id, user_id, position, type, title, message, kind, order_id, event_id, ticket_id, "
      "params, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      id, user_id, position, letter.type, letter.title, letter.message, letter.about.kind, letter.about.order_id,
      letter.about.event_id, letter.about.ticket_id, kit::json::to_json(letter.about.params), now);
}

Task<std::vector<Notification>> SqlNotifications::list(contracts::UserId user_id, NotificationFilter filter) {
  co_return co_await database_.read([user_id, filter](Session& session) {
    const auto rows = session.query(
        "SELECT id, position, type, title, message, kind, order_id, event_id, ticket_id, params, created_at, read_at "
        "FROM notifications WHERE user_id = $1 AND position < $2 "
        "AND ($3 IS NULL OR CASE WHEN read_at IS NULL THEN 1 ELSE 0 END = $3) ORDER BY position DESC LIMIT $4",
        user_id, filter.before.value_or(beyond_the_newest), filter.unread, filter.limit);
    std::vector<Notification> notifications;
    notifications.reserve(rows.size());
    for (const auto& row : rows) notifications.push_back(read_notification(row));
    return notifications;
  });
}

Task<std::int64_t> SqlNotifications::unread(contracts::UserId user_id) {
  co_return co_await database_.read([user_id](Session& session) { return count_unread(session, user_id); });
}

Task<std::optional<std::int64_t>> SqlNotifications::mark_read(contracts::UserId user_id, contracts::NotificationId id,
                                                              Timestamp now) {
  co_return co_await database_.write([user_id, id, now](Transaction& transaction) -> std::optional<std::int64_t> {
    if (!transaction.query_one("SELECT 1 FROM notifications WHERE id = $1 AND user_id = $2", id, user_id)) {
      return std::nullopt;
    }
    transaction.execute("UPDATE notifications SET read_at = $3 WHERE id = $1 AND user_id = $2 AND read_at IS NULL", id,
                        user_id, now);
    return count_unread(transaction, user_id);
  });
}

Task<std::int64_t> SqlNotifications::mark_all_read(contracts::UserId user_id, Timestamp now) {
  co_return co_await database_.write([user_id, now](Transaction& transaction) {
    transaction.execute("UPDATE notifications SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL", user_id, now);
    return count_unread(transaction, user_id);
  });
}

Task<bool> SqlNotifications::prune(Timestamp before) {
  co_return co_await database_.write([before](Transaction& transaction) {
    const auto notifications = transaction.execute(
        "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE created_at < $1 LIMIT $2)", before,
        pruned_at_once);
    const auto orders = transaction.execute(
        "DELETE FROM orders WHERE id IN (SELECT id FROM orders WHERE changed_at < $1 AND concerned = 0 LIMIT $2)",
        before, pruned_at_once);
    return notifications == pruned_at_once || orders == pruned_at_once;
  });
}

}  // namespace boxoffice::services::notifications
