#pragma once

// Sessions that ended before their tokens did: pushed to every process, felt within a second.

#include "kit/base/time.hpp"
#include "kit/cache/cache.hpp"
#include "kit/runtime/task.hpp"
#include "kit/runtime/worker.hpp"

#include <memory>
#include <string>

namespace boxoffice::kit::auth {

inline constexpr std::chrono::minutes access_token_life{15};

/// Safe from any thread. Reading is a lock-free or short-locked look-up in memory.
class Revocations {
 public:
  Revocations(cache::Cache& cache, const base::Clock& clock);
  ~Revocations();

  /// Loads what is in the cache and listens to the channel; the worker keeps it fresh (once a second, and at once on a
  /// push) and forgets what has expired.
  [[nodiscard]] runtime::Worker refresher();

  /// Tells every process. Only the users service calls it.
  runtime::Task<> revoke(std::string session_id);

  [[nodiscard]] bool is_revoked(const std::string& session_id) const;
  /// How long ago the cache was last reached.
  [[nodiscard]] std::chrono::milliseconds staleness() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace boxoffice::kit::auth
