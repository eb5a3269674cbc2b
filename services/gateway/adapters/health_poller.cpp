#include "services/gateway/adapters/health_poller.hpp"

#include "kit/base/failure.hpp"

#include <chrono>

namespace boxoffice::services::gateway {

namespace {

kit::runtime::Task<bool> look_at(kit::http::Client& http, Instance& instance, std::chrono::milliseconds limit) {
  const auto begin = std::chrono::steady_clock::now();
  try {
    const auto response = co_await http.send({.endpoint = {.host = instance.host, .port = instance.port},
                                              .target = "/readyz",
                                              .context = {.deadline = kit::runtime::Deadline::after(limit)}});
    instance.up = response.status == 200;
  } catch (const kit::base::Unavailable&) {
    instance.up = false;
  }
  instance.latency_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
  co_return false;
}

}  // namespace

std::vector<kit::runtime::Worker> health_pollers(kit::http::Client& http, const Upstreams& upstreams, HealthLook look) {
  std::vector<kit::runtime::Worker> workers;
  for (const auto& [service, pool] : upstreams.pools()) {
    for (const auto& instance : pool.instances) {
      workers.push_back(
          {.name = "look_at_health",
           .interval = look.interval,
           .tick = [&http, &looked_at = *instance, limit = look.limit] { return look_at(http, looked_at, limit); }});
    }
  }
  return workers;
}

}  // namespace boxoffice::services::gateway
