#include "services/chat/adapters/memory_presence.hpp"

#include <algorithm>

namespace boxoffice::services::chat {

void MemoryPresence::seen(const contracts::UserId& agent, Timestamp now) {
  const std::lock_guard lock(mutex_);
  last_seen_[agent] = now;
}

std::int64_t MemoryPresence::agents_online(Timestamp now) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::count_if(last_seen_, [now](const auto& agent) { return now - agent.second <= presence_window; });
}

}  // namespace boxoffice::services::chat
