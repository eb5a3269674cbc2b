#pragma once

// A queue between callers and the database's threads: refuses instead of growing without limit.

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace boxoffice::kit::sql {

/// Safe from any thread.
template <class Item>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t limit) : limit_(limit) {}

  /// False, and `item` untouched, when the queue is full or closed.
  [[nodiscard]] bool push(Item& item) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_ || items_.size() >= limit_) return false;
      items_.push_back(std::move(item));
    }
    changed_.notify_one();
    return true;
  }

  /// Waits for the first item and takes what is there, at most `most`. Empty only when closed and taken to the end.
  [[nodiscard]] std::vector<Item> take(std::size_t most) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !items_.empty(); });
    std::vector<Item> taken;
    taken.reserve(std::min(most, items_.size()));
    while (!items_.empty() && taken.size() < most) {
      taken.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    return taken;
  }

  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
  }

 private:
  const std::size_t limit_;
  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::deque<Item> items_{};
  bool closed_ = false;
};

}  // namespace boxoffice::kit::sql
