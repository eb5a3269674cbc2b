#pragma once

// A cache in memory, for tests of what happens when it is away, was emptied, or loses what is published.

#include "kit/base/failure.hpp"
#include "kit/base/time.hpp"
#include "kit/cache/cache.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::testing {

/// Entries end by `clock`, which outlives it. Safe from any thread.
class FakeCache final : public cache::Cache {
 public:
  explicit FakeCache(const base::Clock& clock) : clock_(clock) {}

  std::atomic<bool> is_away{false};
  std::atomic<bool> loses_messages{false};
  std::atomic<int> reads{0};  // calls of get()
  std::atomic<int> writes{0};
  std::atomic<int> writes_left{-1};  // so many more are taken, further ones fail; below 0: any number
  std::atomic<int> listings{0};      // calls of entries()

  runtime::Task<std::optional<std::string>> get(std::string key) override {
    answer();
    ++reads;
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end() || found->second.ends_at <= clock_.now()) co_return std::nullopt;
    co_return found->second.value;
  }

  runtime::Task<> set(std::string key, std::string value, std::chrono::milliseconds time_to_live) override {
    take_write();
    const std::scoped_lock lock(mutex_);
    entries_[std::move(key)] = {.value = std::move(value), .ends_at = clock_.now() + time_to_live};
    co_return;
  }

  runtime::Task<> remove(std::string key) override {
    take_write();
    const std::scoped_lock lock(mutex_);
    entries_.erase(key);
    co_return;
  }

  runtime::Task<std::int64_t> increment(std::string key, std::chrono::milliseconds time_to_live) override {
    take_write();
    const std::scoped_lock lock(mutex_);
    auto& entry = entries_[std::move(key)];
    if (entry.value.empty()) entry = {.value = "0", .ends_at = clock_.now() + time_to_live};
    const std::int64_t next = std::stoll(entry.value) + 1;
    entry.value = std::to_string(next);
    co_return next;
  }

  runtime::Task<> decrement(std::string key) override {
    take_write();
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end() || found->second.ends_at <= clock_.now()) co_return;
    const std::int64_t value = std::stoll(found->second.value);
    if (value > 0) found->second.value = std::to_string(value - 1);
  }

  runtime::Task<std::vector<std::pair<std::string, std::string>>> entries(std::string prefix,
                                                                          std::size_t limit) override {
    answer();
    ++listings;
    const std::scoped_lock lock(mutex_);
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& [key, entry] : entries_) {
      if (found.size() == limit) break;
      if (key.starts_with(prefix) && entry.ends_at > clock_.now()) found.emplace_back(key, entry.value);
    }
    co_return found;
  }

  runtime::Task<> publish(std::string channel, std::string payload) override {
    take_write();
    if (loses_messages) co_return;
    for (const auto& subscriber : subscribers_of(channel)) (*subscriber)(payload);
  }

  cache::CacheSubscription subscribe(std::string channel, std::function<void(std::string)> callback) override {
    answer();
    auto subscriber = std::make_shared<Subscriber>(std::move(callback));
    const std::scoped_lock lock(mutex_);
    subscribers_.emplace_back(std::move(channel), subscriber);
    return subscriber;
  }

  runtime::Task<bool> healthy() override { co_return !is_away; }

  /// As FLUSHALL does.
  void flush() {
    const std::scoped_lock lock(mutex_);
    entries_.clear();
  }

 private:
  struct Entry {
    std::string value{};
    base::Timestamp ends_at{};
  };
  using Subscriber = std::function<void(std::string)>;

  void answer() const {
    if (is_away) throw base::Unavailable("the cache is away");
  }

  void take_write() {
    answer();
    if (writes_left == 0) throw base::Unavailable("the cache takes no writes");
    if (writes_left > 0) --writes_left;
    ++writes;
  }

  std::vector<std::shared_ptr<Subscriber>> subscribers_of(const std::string& channel) {
    const std::scoped_lock lock(mutex_);
    std::vector<std::shared_ptr<Subscriber>> alive;
    for (const auto& [name, weak] : subscribers_) {
      if (auto subscriber = weak.lock(); subscriber && name == channel) alive.push_back(std::move(subscriber));
    }
    return alive;
  }

  const base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::vector<std::pair<std::string, std::weak_ptr<Subscriber>>> subscribers_;
};

}  // namespace boxoffice::kit::testing
