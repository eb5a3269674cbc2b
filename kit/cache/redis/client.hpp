#pragma once

// The thread of a Redis cache, with its two links to the server: one for commands, and one for channels, because a
// connection that listens takes no commands.

#include "kit/cache/redis/address.hpp"
#include "kit/cache/redis/channels.hpp"
#include "kit/cache/redis/commands.hpp"
#include "kit/cache/redis/limits.hpp"
#include "kit/cache/redis/link.hpp"
#include "kit/cache/redis/trouble.hpp"
#include "kit/cache/redis/waker.hpp"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace boxoffice::kit::cache {

class RedisClient {
 public:
  RedisClient(RedisAddress address, const RedisLimits& limits);
  /// Everybody who waits is answered with base::Unavailable. Returns at once, unless a callback or the resolution of a
  /// host's name is under way.
  ~RedisClient();
  RedisClient(const RedisClient&) = delete;
  RedisClient& operator=(const RedisClient&) = delete;

  /// Returns what the operator has to mend; nullopt when the server is ready, or has not said anything within
  /// RedisLimits::startup.
  [[nodiscard]] std::optional<Trouble> wait_for_greeting();

  [[nodiscard]] const RedisAddress& address() const { return address_; }
  [[nodiscard]] Commands& commands() { return commands_; }
  [[nodiscard]] const std::shared_ptr<RedisChannels>& channels() { return channels_; }

 private:
  [[nodiscard]] Link::Hooks command_hooks();
  [[nodiscard]] Link::Hooks channel_hooks();
  void run();
  void take_turns();
  void send_channel_changes();
  void note_greeting(std::optional<Trouble> trouble);

  const RedisAddress address_;
  const RedisLimits limits_;
  const std::shared_ptr<const Waker> waker_ = std::make_shared<Waker>();
  const std::shared_ptr<RedisChannels> channels_ = std::make_shared<RedisChannels>(waker_);
  Commands commands_{limits_, *waker_};
  std::atomic<bool> stopping_ = false;

  std::mutex mutex_{};  // guards what follows up to the condition
  bool is_greeted_ = false;
  std::optional<Trouble> trouble_{};  // a lasting one
  std::condition_variable changed_{};

  // Only the thread of the cache uses these:
  Link command_link_{address_, limits_, command_hooks()};
  Link channel_link_{address_, limits_, channel_hooks()};

  std::thread thread_{};
};

}  // namespace boxoffice::kit::cache
