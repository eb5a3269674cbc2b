#include "services/gateway/core/upstreams.hpp"

#include <limits>

namespace boxoffice::services::gateway {

namespace {

/// Of the instances that have as few outstanding requests as any, the one whose turn it is.
Instance* least_outstanding(const Pool& pool, std::size_t turn, bool only_up) {
  int least = std::numeric_limits<int>::max();
  std::size_t candidates = 0;
  for (const auto& instance : pool.instances) {
    if (only_up && !instance->up) continue;
    const int outstanding = instance->outstanding;
    if (outstanding > least) continue;
    candidates = outstanding < least ? 1 : candidates + 1;
    least = outstanding;
  }
  if (candidates == 0) return nullptr;
  std::size_t skipped = 0;
  Instance* chosen = nullptr;
  for (const auto& instance : pool.instances) {
    if ((only_up && !instance->up) || instance->outstanding > least) continue;
    chosen = instance.get();  // also when others have changed the counters since: then any of the few will do
    if (skipped++ == turn % candidates) break;
  }
  return chosen;
}

}  // namespace

void Upstreams::add(const std::string& service, std::string host, std::uint16_t port) {
  pools_[service].instances.push_back(std::make_unique<Instance>(std::move(host), port));
}

Instance* Upstreams::choose(std::string_view service) const {
  const auto found = pools_.find(service);
  if (found == pools_.end()) return nullptr;
  const Pool& pool = found->second;
  const std::size_t turn = pool.turn.fetch_add(1, std::memory_order_relaxed);
  Instance* const best = least_outstanding(pool, turn, true);
  return best != nullptr ? best : least_outstanding(pool, turn, false);
}

}  // namespace boxoffice::services::gateway
