#pragma once

// A callback that its owner can end from any thread.

#include <functional>
#include <mutex>
#include <utility>

namespace boxoffice::kit::sql {

/// call() and end() are safe from any thread. When end() has returned, the function neither runs nor will run again,
/// unless end() was called by the function itself.
template <class... Arguments>
class EndableCallback {
 public:
  explicit EndableCallback(std::function<void(Arguments...)> function) : function_(std::move(function)) {}

  void call(const Arguments&... arguments) {
    const std::lock_guard lock(mutex_);
    if (alive_) function_(arguments...);
  }
  void end() {
    const std::lock_guard lock(mutex_);
    alive_ = false;
  }

 private:
  std::recursive_mutex mutex_;  // recursive, because a function may end itself
  std::function<void(Arguments...)> function_;
  bool alive_ = true;
};

}  // namespace boxoffice::kit::sql
