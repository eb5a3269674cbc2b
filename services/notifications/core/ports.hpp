#pragma once

// What the use cases need from outside. Real parts are in adapters/, fakes in tests/fakes.hpp.

#include "contracts/ids.hpp"
#include "kit/base/error.hpp"
#include "kit/base/time.hpp"
#include "kit/runtime/task.hpp"
#include "services/notifications/core/notification.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::services::notifications {

using kit::base::Result;
using kit::base::Timestamp;
using kit::runtime::Task;

/// What a clock on the wall of a venue shows.
struct LocalTime {
  std::chrono::year_month_day date{};
  std::chrono::minutes time_of_day{};
};

/// Knows the time zones of the world. Safe from any thread.
class LocalTimes {
 public:
  virtual ~LocalTimes() = default;
  /// Nullopt for a zone (IANA name) that it does not know.
  [[nodiscard]] virtual std::optional<LocalTime> at(Timestamp time, const std::string& zone) const = 0;
};

struct NotificationFilter {
  std::optional<bool> unread{};          // absent: all; true: only unread; false: only read
  std::optional<std::int64_t> before{};  // position of the last one of the page before
  std::size_t limit = 20;
};

/// One person's notifications, newest first.
class NotificationStore {
 public:
  virtual ~NotificationStore() = default;

  virtual Task<std::vector<Notification>> list(contracts::UserId user_id, NotificationFilter filter) = 0;
  virtual Task<std::int64_t> unread(contracts::UserId user_id) = 0;
  /// How many are unread afterwards; nullopt when it is not a notification of this person. Reading twice changes
  /// nothing.
  virtual Task<std::optional<std::int64_t>> mark_read(contracts::UserId user_id, contracts::NotificationId id,
                                                      Timestamp now) = 0;
  /// Everything stored so far. How many are unread afterwards.
  virtual Task<std::int64_t> mark_all_read(contracts::UserId user_id, Timestamp now) = 0;
  /// Deletes a bounded number of those stored before `before`; true when there may be more.
  virtual Task<bool> prune(Timestamp before) = 0;
};

}  // namespace boxoffice::services::notifications
