#pragma once

// Who listens to which channel of the embedded cache in this process.

#include "kit/cache/cache.hpp"
#include "kit/sql/callback.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace boxoffice::kit::cache {

/// Messages have growing ids within one file. Safe from any thread.
class Channels {
 public:
  using Callback = sql::EndableCallback<std::string>;

  /// The subscription sees messages with ids above all that were delivered or published here so far. `self` keeps the
  /// registry alive as long as the subscription.
  static CacheSubscription subscribe(const std::shared_ptr<Channels>& self, const std::string& channel,
                                     std::function<void(std::string)> callback);

  /// Calls the subscribers of `channel` on this thread.
  void deliver(std::int64_t id, const std::string& channel, const std::string& payload);

  /// Message `id` of file number `file` existed before subscriptions that are yet to come.
  void note_existing(std::int64_t id, std::uint64_t file);

  /// The cache goes on in a new file, whose ids start again; the return value is its number.
  std::uint64_t start_file();
  [[nodiscard]] std::uint64_t file() const;

 private:
  struct Subscriber {
    std::shared_ptr<Callback> callback;
    std::int64_t after;  // the last id that it must not see
  };

  void remove(const std::string& channel, const std::shared_ptr<Callback>& callback);

  mutable std::mutex mutex_{};
  std::map<std::string, std::vector<Subscriber>> subscribers_{};
  std::int64_t existing_ = 0;
  std::uint64_t file_ = 0;
};

}  // namespace boxoffice::kit::cache
