#pragma once

// What people do with their own notifications.

#include "services/notifications/core/ports.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace boxoffice::services::notifications {

inline constexpr std::chrono::days notifications_kept{180};

/// Stateless; safe from any thread. The parts outlive it.
class Reading {
 public:
  Reading(NotificationStore& store, const kit::base::Clock& clock) : store_(store), clock_(clock) {}

  Task<std::vector<Notification>> list(contracts::UserId user_id, NotificationFilter filter) const;
  Task<std::int64_t> unread(contracts::UserId user_id) const;
  /// How many are unread afterwards. NOT_FOUND when it is not a notification of this person.
  Task<Result<std::int64_t>> mark_read(contracts::UserId user_id, contracts::NotificationId id) const;
  Task<std::int64_t> mark_all_read(contracts::UserId user_id) const;
  /// Deletes a bounded number of those older than notifications_kept; true when there may be more.
  Task<bool> prune() const;

 private:
  NotificationStore& store_;
  const kit::base::Clock& clock_;
};

}  // namespace boxoffice::services::notifications
