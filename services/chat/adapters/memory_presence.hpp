#pragma once

// Which agents this process has seen lately.

#include "services/chat/core/ports.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>

namespace boxoffice::services::chat {

/// How long somebody counts as online after having been seen.
inline constexpr std::chrono::seconds presence_window{60};

/// Safe from any thread.
class MemoryPresence final : public Presence {
 public:
  void seen(const contracts::UserId& agent, Timestamp now);
  [[nodiscard]] std::int64_t agents_online(Timestamp now) const override;

 private:
  mutable std::mutex mutex_;
  std::map<contracts::UserId, Timestamp> last_seen_;
};

}  // namespace boxoffice::services::chat
