#include "services/gateway/core/upstreams.hpp"

namespace boxoffice::services::gateway {

namespace {

Instance* least_outstanding(const Upstreams::Instances& instances, bool only_up) {
  Instance* best = nullptr;
  for (const auto& instance : instances) {
    if (only_up && !instance->up) continue;
    if (best == nullptr || instance->outstanding < best->outstanding) best = instance.get();
  }
  return best;
}

}  // namespace

void Upstreams::add(const std::string& service, std::string host, std::uint16_t port) {
  services_[service].push_back(std::make_unique<Instance>(std::move(host), port));
}

Instance* Upstreams::choose(std::string_view service) const {
  const auto found = services_.find(service);
  if (found == services_.end()) return nullptr;
  Instance* const best = least_outstanding(found->second, true);
  return best != nullptr ? best : least_outstanding(found->second, false);
}

}  // namespace boxoffice::services::gateway
