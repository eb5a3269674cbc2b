#pragma once

// Logins that failed, counted in the shared cache.

#include "kit/cache/cache.hpp"
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

}  // namespace boxoffice::services::users
