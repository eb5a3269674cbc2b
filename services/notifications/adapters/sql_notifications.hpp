#pragma once

// Notifications in SQL. They are stored in the transaction that applies a message, and read by their owners.

#include "kit/base/id.hpp"
#include "kit/sql/database.hpp"
#include "services/notifications/core/ports.hpp"

#include <cstdint>
#include <optional>

namespace boxoffice::services::notifications {

/// Puts a letter into somebody's mailbox, behind all that are in it. A `position` that was decided before is only for
/// tests that show what counting up in this transaction prevents.
void store_letter(kit::sql::Transaction& transaction, const contracts::NotificationId& id,
                  const contracts::UserId& user_id, const Letter& letter, Timestamp now,
                  std::optional<std::int64_t> position = std::nullopt);

/// Safe from any thread; `database` outlives it.
class SqlNotifications final : public NotificationStore {
 public:
  explicit SqlNotifications(kit::sql::Database& database) : database_(database) {}

  Task<std::vector<Notification>> list(contracts::UserId user_id, NotificationFilter filter) override;
  Task<std::int64_t> unread(contracts::UserId user_id) override;
  Task<std::optional<std::int64_t>> mark_read(contracts::UserId user_id, contracts::NotificationId id,
                                              Timestamp now) override;
  Task<std::int64_t> mark_all_read(contracts::UserId user_id, Timestamp now) override;
  /// Also forgets orders of which nothing was heard since.
  Task<bool> prune(Timestamp before) override;

 private:
  kit::sql::Database& database_;
};

}  // namespace boxoffice::services::notifications
