#include "kit/cache/sqlite/channels.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::kit::cache {

CacheSubscription Channels::subscribe(const std::shared_ptr<Channels>& self, const std::string& channel,
                                      std::function<void(std::string)> callback) {
  auto endable = std::make_shared<Callback>(std::move(callback));
  {
    const std::lock_guard lock(self->mutex_);
    self->subscribers_[channel].push_back({.callback = endable, .after = self->existing_});
  }
  const auto end = [self, channel, endable](void*) {
    endable->end();
    self->remove(channel, endable);
  };
  return {endable.get(), end};
}

void Channels::deliver(std::int64_t id, const std::string& channel, const std::string& payload) {
  std::vector<std::shared_ptr<Callback>> callbacks;
  {
    const std::lock_guard lock(mutex_);
    existing_ = std::max(existing_, id);
    const auto found = subscribers_.find(channel);
    if (found == subscribers_.end()) return;
    for (const auto& subscriber : found->second) {
      if (subscriber.after < id) callbacks.push_back(subscriber.callback);
    }
  }
  for (const auto& callback : callbacks) callback->call(payload);
}

void Channels::note_existing(std::int64_t id, std::uint64_t file) {
  const std::lock_guard lock(mutex_);
  if (file == file_) existing_ = std::max(existing_, id);
}

std::uint64_t Channels::start_file() {
  const std::lock_guard lock(mutex_);
  existing_ = 0;
  for (auto& [channel, subscribers] : subscribers_) {
    for (auto& subscriber : subscribers) subscriber.after = 0;
  }
  return ++file_;
}

std::uint64_t Channels::file() const {
  const std::lock_guard lock(mutex_);
  return file_;
}

void Channels::remove(const std::string& channel, const std::shared_ptr<Callback>& callback) {
  const std::lock_guard lock(mutex_);
  const auto found = subscribers_.find(channel);
  if (found == subscribers_.end()) return;
  std::erase_if(found->second, [&callback](const Subscriber& each) { return each.callback == callback; });
  if (found->second.empty()) subscribers_.erase(found);
}

}  // namespace boxoffice::kit::cache
