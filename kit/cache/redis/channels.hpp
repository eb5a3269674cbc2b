#pragma once

// Who listens to which channel of a Redis server in this process.

#include "kit/cache/cache.hpp"
#include "kit/cache/redis/waker.hpp"
#include "kit/sql/callback.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace boxoffice::kit::cache {

/// All subscribers of a channel share one subscription at the server. Each newcomer makes the server confirm it again,
/// though: what comes before that confirmation was published before, and the newcomer does not see it.
///
/// subscribe() and the end of a subscription are safe from any thread; the rest belongs to the thread of the cache.
class RedisChannels {
 public:
  using Callback = sql::EndableCallback<std::string>;

  /// `waker` is told that there is something to take.
  explicit RedisChannels(std::shared_ptr<const Waker> waker) : waker_(std::move(waker)) {}

  /// `self` keeps the registry alive as long as the subscription.
  static CacheSubscription subscribe(const std::shared_ptr<RedisChannels>& self, const std::string& channel,
                                     std::function<void(std::string)> callback);

  /// What to tell the server, once.
  struct Changes {
    std::vector<std::string> subscribe{};  // each is to be confirmed, in this order
    std::vector<std::string> unsubscribe{};
  };
  [[nodiscard]] Changes take_changes();
  /// The server has confirmed the next one of Changes::subscribe.
  void confirm();
  /// A new connection: the server knows no channel.
  void start_over();

  /// Calls the subscribers of `channel` on this thread.
  void deliver(const std::string& channel, const std::string& payload);

  /// True once anybody has subscribed.
  [[nodiscard]] bool is_used() const;
  /// True when the server has confirmed all. Safe from any thread.
  [[nodiscard]] bool are_confirmed() const;

 private:
  struct Subscriber {
    std::shared_ptr<Callback> callback;
    std::uint64_t from = 0;  // the number of its confirmation; 0: not asked for yet
  };

  void remove(const std::string& channel, const std::shared_ptr<Callback>& callback);

  const std::shared_ptr<const Waker> waker_;

  mutable std::mutex mutex_{};  // guards all that follows
  bool is_used_ = false;
  std::map<std::string, std::vector<Subscriber>> subscribers_{};
  std::set<std::string> changed_{};     // channels that take_changes() has to look at
  std::set<std::string> subscribed_{};  // channels that the server was told of on this connection
  std::uint64_t asked_ = 0;
  std::uint64_t confirmed_ = 0;
};

}  // namespace boxoffice::kit::cache
