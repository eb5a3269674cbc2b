#pragma once

// Ended sessions, announced to every process through the shared cache, also when that was away or has lost them.

#include "kit/auth/revocations.hpp"
#include "kit/cache/cache.hpp"
#include "kit/telemetry/telemetry.hpp"
#include "services/users/core/ports.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::users {

inline constexpr std::size_t announced_at_once = 500;  // sessions that one tick compares with the cache

/// All outlive the announcer.
struct AnnouncerParts {
  SessionStore& sessions;
  kit::auth::Revocations& revocations;
  kit::cache::Cache& cache;
  const kit::base::Clock& clock;
  kit::telemetry::Telemetry& telemetry;
  std::string instance{};  // this replica among all
};

/// ended() is safe from any thread; announce_missing() belongs to one worker.
class CachedAnnouncer final : public SessionAnnouncer {
 public:
  explicit CachedAnnouncer(AnnouncerParts parts) : parts_(std::move(parts)) {}

  /// What cannot be announced now is left to announce_missing().
  Task<> ended(std::vector<contracts::SessionId> sessions) override;

  [[nodiscard]] bool reaches_everybody() const override { return parts_.revocations.is_current(); }

  /// One tick: compares a page of the sessions that ended with what the cache has, and announces what it lacks. True
  /// while the round is not over. A round looks at what has ended since the one before it; the first one, and one that
  /// finds that the cache has lost its content, at everything of which tokens may live.
  Task<bool> announce_missing();

 private:
  struct Round {
    Timestamp began{};
    RevokedSession last{};  // where the next page begins
    std::size_t announced = 0;
  };
  Task<Round> begin_round();

  AnnouncerParts parts_;
  // Only the worker touches these, one tick at a time.
  std::optional<Round> round_{};
  Timestamp compared_until_{};
};

}  // namespace boxoffice::services::users
