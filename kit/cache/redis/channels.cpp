#include "kit/cache/redis/channels.hpp"

#include <utility>

namespace boxoffice::kit::cache {

CacheSubscription RedisChannels::subscribe(const std::shared_ptr<RedisChannels>& self, const std::string& channel,
                                           std::function<void(std::string)> callback) {
  auto endable = std::make_shared<Callback>(std::move(callback));
  {
    const std::lock_guard lock(self->mutex_);
    self->is_used_ = true;
    self->subscribers_[channel].push_back({.callback = endable});
    self->changed_.insert(channel);
  }
  self->waker_->wake();
  const auto end = [self, channel, endable](void*) {
    endable->end();
    self->remove(channel, endable);
  };
  return {endable.get(), end};
}

RedisChannels::Changes RedisChannels::take_changes() {
  Changes changes;
  const std::lock_guard lock(mutex_);
  for (const auto& channel : std::exchange(changed_, {})) {
    const auto found = subscribers_.find(channel);
    if (found == subscribers_.end()) {
      if (subscribed_.erase(channel) > 0) changes.unsubscribe.push_back(channel);
      continue;
    }
    bool has_newcomers = false;
    for (auto& subscriber : found->second) {
      if (subscriber.from != 0) continue;
      has_newcomers = true;
      subscriber.from = asked_ + 1;
    }
    if (!has_newcomers) continue;
    ++asked_;
    subscribed_.insert(channel);
    changes.subscribe.push_back(channel);
  }
  return changes;
}

void RedisChannels::confirm() {
  const std::lock_guard lock(mutex_);
  ++confirmed_;
}

void RedisChannels::start_over() {
  const std::lock_guard lock(mutex_);
  subscribed_.clear();
  asked_ = 0;
  confirmed_ = 0;
  for (auto& [channel, subscribers] : subscribers_) {
    changed_.insert(channel);
    for (auto& subscriber : subscribers) subscriber.from = 0;
  }
}

void RedisChannels::deliver(const std::string& channel, const std::string& payload) {
  std::vector<std::shared_ptr<Callback>> callbacks;
  {
    const std::lock_guard lock(mutex_);
    const auto found = subscribers_.find(channel);
    if (found == subscribers_.end()) return;
    for (const auto& subscriber : found->second) {
      if (subscriber.from != 0 && subscriber.from <= confirmed_) callbacks.push_back(subscriber.callback);
    }
  }
  for (const auto& callback : callbacks) callback->call(payload);
}

bool RedisChannels::is_used() const {
  const std::lock_guard lock(mutex_);
  return is_used_;
}

bool RedisChannels::are_confirmed() const {
  const std::lock_guard lock(mutex_);
  return changed_.empty() && confirmed_ == asked_;
}

void RedisChannels::remove(const std::string& channel, const std::shared_ptr<Callback>& callback) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = subscribers_.find(channel);
    if (found == subscribers_.end()) return;
    std::erase_if(found->second, [&callback](const Subscriber& each) { return each.callback == callback; });
    if (!found->second.empty()) return;
    subscribers_.erase(found);
    changed_.insert(channel);
  }
  waker_->wake();
}

}  // namespace boxoffice::kit::cache
