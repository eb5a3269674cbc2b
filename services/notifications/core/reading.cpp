#include "services/notifications/core/reading.hpp"

#include <utility>

namespace boxoffice::services::notifications {

Task<std::vector<Notification>> Reading::list(contracts::UserId user_id, NotificationFilter filter) const {
  co_return co_await store_.list(std::move(user_id), filter);
}

Task<std::int64_t> Reading::unread(contracts::UserId user_id) const {
  co_return co_await store_.unread(std::move(user_id));
}

Task<Result<std::int64_t>> Reading::mark_read(contracts::UserId user_id, contracts::NotificationId id) const {
  const auto unread = co_await store_.mark_read(std::move(user_id), std::move(id), clock_.now());
  if (!unread) co_return kit::base::fail(kit::base::codes::not_found, "There is no such notification.");
  co_return *unread;
}

Task<std::int64_t> Reading::mark_all_read(contracts::UserId user_id) const {
  co_return co_await store_.mark_all_read(std::move(user_id), clock_.now());
}

Task<bool> Reading::prune() const {
  co_return co_await store_.prune(clock_.now() - notifications_kept);
}

}  // namespace boxoffice::services::notifications
