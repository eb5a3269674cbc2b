#pragma once

// The cache port: what may be lost at any time without losing or doubling a ticket. CACHE_URL chooses the technology
// (sqlite: | redis:).

#include "kit/runtime/task.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::cache {

/// Ends a subscription when destroyed.
using CacheSubscription = std::shared_ptr<void>;

/// Shared by all instances of all services. Safe from any thread. Calls throw base::Unavailable when it is away; the
/// caller decides what that means (read the source, refuse, go on).
class Cache {
 public:
  virtual ~Cache() = default;

  virtual runtime::Task<std::optional<std::string>> get(std::string key) = 0;
  virtual runtime::Task<> set(std::string key, std::string value, std::chrono::milliseconds time_to_live) = 0;
  virtual runtime::Task<> remove(std::string key) = 0;

  /// Adds one to a counter and returns it; the first increment starts the counter's life of `time_to_live`.
  virtual runtime::Task<std::int64_t> increment(std::string key, std::chrono::milliseconds time_to_live) = 0;
  /// Takes one from a live counter above zero; nothing else happens.
  virtual runtime::Task<> decrement(std::string key) = 0;

  /// Live entries whose key starts with `prefix`, at most `limit` (revocations at start).
  virtual runtime::Task<std::vector<std::pair<std::string, std::string>>> entries(std::string prefix,
                                                                                  std::size_t limit) = 0;

  /// Sends to every present subscriber of `channel` in all processes; nobody else ever sees it.
  virtual runtime::Task<> publish(std::string channel, std::string payload) = 0;

  /// `callback` runs on a thread of the cache, in order; it must not block or throw. Reaches a subscriber on the same
  /// machine within 20 ms (p99). Takes effect within a moment, as healthy() tells, and what is published while the
  /// cache is away never comes. Once the subscription has ended the callback is not called any more.
  [[nodiscard]] virtual CacheSubscription subscribe(std::string channel,
                                                    std::function<void(std::string payload)> callback) = 0;

  /// True when it answers and every subscription has taken effect.
  virtual runtime::Task<bool> healthy() = 0;
};

}  // namespace boxoffice::kit::cache
