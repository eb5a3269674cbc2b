#include "services/gateway/core/upstreams.hpp"

namespace boxoffice::services::gateway {

namespace {

/// Looks from the instance at `start` onwards, so that the first of those with as few is another one every time.
Instance* least_outstanding(const Pool& pool, std::size_t start, bool only_up) {
  Instance* best = nullptr;
  for (std::size_t i = 0; i < pool.instances.size(); ++i) {
    Instance& instance = *pool.instances[(start + i) % pool.instances.size()];
    if (only_up && !instance.up) continue;
    if (best == nullptr || instance.outstanding < best->outstanding) best = &instance;
  }
  return best;
}

}  // namespace

void Upstreams::add(const std::string& service, std::string host, std::uint16_t port) {
  pools_[service].instances.push_back(std::make_unique<Instance>(std::move(host), port));
}

Instance* Upstreams::choose(std::string_view service) const {
  const auto found = pools_.find(service);
  if (found == pools_.end()) return nullptr;
  const Pool& pool = found->second;
  const std::size_t start = pool.turn.fetch_add(1, std::memory_order_relaxed);
  Instance* const best = least_outstanding(pool, start, true);
  return best != nullptr ? best : least_outstanding(pool, start, false);
}

}  // namespace boxoffice::services::gateway
