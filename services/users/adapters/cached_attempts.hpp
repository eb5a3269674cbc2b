#pragma once

// Logins that failed, counted in the shared cache, and ended sessions, announced through it.

#include "kit/auth/revocations.hpp"
#include "kit/cache/cache.hpp"
#include "kit/telemetry/telemetry.hpp"
#include "services/users/core/ports.hpp"

namespace boxoffice::services::users {

/// Counts per account and address, never per account alone: nobody can lock somebody else out. While the cache is away
/// nothing is counted and nobody is refused. Safe from any thread.
class CachedAttempts final : public LoginAttempts {
 public:
  explicit CachedAttempts(kit::cache::Cache& cache) : cache_(cache) {}

  Task<bool> reserve(LoginAttempt attempt) override;
  Task<> take_back(LoginAttempt attempt) override;

 private:
  kit::cache::Cache& cache_;
};

/// While the cache is away an ending is announced by the worker that repeats recent ones (announce_again in
/// service.cpp). Safe from any thread.
class CachedAnnouncer final : public SessionAnnouncer {
 public:
  CachedAnnouncer(kit::auth::Revocations& revocations, kit::telemetry::Telemetry& telemetry)
      : revocations_(revocations), telemetry_(telemetry) {}

  Task<> ended(std::vector<contracts::SessionId> sessions) override;

 private:
  kit::auth::Revocations& revocations_;
  kit::telemetry::Telemetry& telemetry_;
};

}  // namespace boxoffice::services::users
