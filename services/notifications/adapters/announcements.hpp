#pragma once

// Telling all buyers of an event: remembered in the transaction of the message, told by a worker in batches, so that an
// event with fifty thousand buyers does not keep everybody else's message waiting.

#include "kit/base/id.hpp"
#include "kit/sql/database.hpp"
#include "kit/telemetry/telemetry.hpp"
#include "services/notifications/core/notification.hpp"
#include "services/notifications/core/ports.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::services::notifications {

/// Woken when an announcement was committed.
inline constexpr std::string_view announcements_channel = "announcements";

/// One that not all buyers have been told yet.
struct Announcement {
  contracts::EventId event_id{};
  std::int64_t version = 0;  // of the event that it tells of: those of an event are told in this order
  Letter english{};
  Letter german{};
  Timestamp happened_at{};  // whoever ordered later knows already
  std::string traceparent{};
  contracts::UserId last_user_id{};  // the last one who was told; empty: nobody yet
  std::int64_t people = 0;           // told so far
};

/// Remembers one of which nobody has been told.
void announce(kit::sql::Transaction& transaction, const Announcement& announcement);
/// The one to go on with: the oldest, and of its event the first.
[[nodiscard]] std::optional<Announcement> next_announcement(kit::sql::Session& session);

/// Whether a batch is told only if nobody else has told it since it was looked at. Tests take the guard away to see
/// what it is for.
enum class CursorGuard : std::uint8_t { on, off };

/// Safe from any thread; the references outlive it.
class Announcer {
 public:
  struct Parts {
    kit::sql::Database& database;
    const kit::base::Clock& clock;
    const kit::base::IdGenerator& ids;
    kit::telemetry::Telemetry& telemetry;
  };
  struct Options {
    std::size_t batch = 500;  // people told in one transaction
    CursorGuard guard = CursorGuard::on;
  };

  Announcer(Parts parts, Options options) : parts_(parts), options_(options) {}

  /// Tells one batch; true when there may be more to tell.
  Task<bool> tell() const;
  /// Tells the people who come next, in one transaction with the mark of how far it has come: a crash tells nobody
  /// twice and leaves nobody out. Nothing if somebody else has gone on with it since it was looked at.
  Task<> tell_batch(Announcement announcement) const;

 private:
  Parts parts_;
  Options options_;
};

}  // namespace boxoffice::services::notifications
