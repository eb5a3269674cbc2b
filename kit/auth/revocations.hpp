#pragma once

// Sessions that ended before their tokens did: pushed to every process, felt within a second. In the cache each is an
// entry "revoked:<session id>" that lives as long as an access token can; the channel "revocations" carries session
// ids.

#include "kit/base/time.hpp"
#include "kit/cache/cache.hpp"
#include "kit/runtime/task.hpp"
#include "kit/runtime/worker.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::auth {

/// What the users service gives a token, and so how long a revocation has to be remembered.
inline constexpr std::chrono::minutes access_token_life{15};

/// While the cache is away, sessions are judged by what is known, until that is older than this.
inline constexpr std::chrono::seconds staleness_limit{60};

/// What is published when a session ends; the payload is its id. Chat and notifications close sockets by it.
inline constexpr std::string_view revocation_channel = "revocations";

/// A session that has ended, and when.
struct EndedSession {
  std::string id{};
  base::Timestamp at{};
};

/// Safe from any thread. Reading is a short-locked look-up in memory. Owned by the composition root; the cache and the
/// clock outlive it and its worker.
class Revocations {
 public:
  /// Far above what ends within an access token's life; it bounds memory (about 50 MB).
  static constexpr std::size_t usual_entry_limit = 500'000;

  /// Beyond `entry_limit` the state counts as unknown, as when the cache is away: a revocation that finds no room must
  /// not let a token live on.
  Revocations(cache::Cache& cache, const base::Clock& clock, std::size_t entry_limit = usual_entry_limit);
  ~Revocations();

  /// Loads what is in the cache and listens to the channel; the worker keeps it fresh (once a second, and at once on a
  /// push) and forgets what has expired.
  [[nodiscard]] runtime::Worker refresher();

  /// Tells every process; this one knows at once, even when the cache is away. Only the users service calls it. Throws
  /// base::Unavailable when the others could not be told: the caller tries again.
  runtime::Task<> revoke(std::string session_id);

  /// Tells every process of those of `ended` that the cache lacks (it was emptied or away) or that revoke() told some
  /// of them only; leaves the cache as it is when there are none. Returns how many there were. Throws as revoke().
  runtime::Task<std::size_t> restore(std::vector<EndedSession> ended);

  [[nodiscard]] bool is_revoked(const std::string& session_id) const;
  /// How long ago the cache was last reached; milliseconds::max() when it never was.
  [[nodiscard]] std::chrono::milliseconds staleness() const;
  /// False before the first answer, after a failed attempt until the next good one, when nobody asked for 5 s, and
  /// while not all revocations found room.
  [[nodiscard]] bool is_current() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace boxoffice::kit::auth
