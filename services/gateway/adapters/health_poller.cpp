#include "services/gateway/adapters/health_poller.hpp"

#include "kit/base/failure.hpp"

#include <chrono>

namespace boxoffice::services::gateway {

namespace {

constexpr std::chrono::milliseconds poll_interval{1'000};
constexpr std::chrono::milliseconds poll_limit{2'000};

kit::runtime::Task<> look_at(kit::http::Client& http, Instance& instance) {
  const auto begin = std::chrono::steady_clock::now();
  try {
    const auto response = co_await http.send({.endpoint = {.host = instance.host, .port = instance.port},
                                              .target = "/readyz",
                                              .context = {.deadline = kit::runtime::Deadline::after(poll_limit)}});
    instance.up = response.status == 200;
  } catch (const kit::base::Unavailable&) {
    instance.up = false;
  }
  instance.latency_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
}

kit::runtime::Task<bool> look_at_all(kit::http::Client& http, Upstreams& upstreams) {
  for (const auto& [service, instances] : upstreams.services()) {
    for (const auto& instance : instances) co_await look_at(http, *instance);
  }
  co_return false;
}

}  // namespace

kit::runtime::Worker health_poller(kit::http::Client& http, Upstreams& upstreams) {
  return {.name = "look_at_health", .interval = poll_interval, .tick = [&http, &upstreams] {
            return look_at_all(http, upstreams);
          }};
}

}  // namespace boxoffice::services::gateway
