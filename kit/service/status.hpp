#pragma once

// The routes that every service has: health, probes, metrics, and what Spring Boot's Actuator clients expect.

#include "kit/base/time.hpp"
#include "kit/http/router.hpp"
#include "kit/service/actuator.hpp"
#include "kit/service/checks.hpp"
#include "kit/service/service.hpp"
#include "kit/telemetry/telemetry.hpp"

#include <boost/describe.hpp>

#include <atomic>
#include <map>
#include <string>
#include <vector>

namespace boxoffice::kit::service {

/// Answer of /health. `checks` maps a dependency to UP or DOWN; DOWN as a whole when one is away that is vital or
/// needed.
struct Health {
  std::string status{};
  std::string service{};
  std::string version{};
  std::int64_t uptime_seconds = 0;
  std::map<std::string, std::string> checks{};
};
BOOST_DESCRIBE_STRUCT(Health, (), (status, service, version, uptime_seconds, checks))

/// Answer of /api/<name>/metrics.
struct ProcessMetrics {
  std::string service{};
  std::int64_t available_processors = 0;
  std::int64_t resident_memory_mb = 0;
  std::int64_t cpu_seconds = 0;
  std::int64_t uptime_seconds = 0;
  std::int64_t requests_total = 0;
  std::int64_t open_file_descriptors = 0;
};
BOOST_DESCRIBE_STRUCT(ProcessMetrics, (),
                      (service, available_processors, resident_memory_mb, cpu_seconds, uptime_seconds, requests_total,
                       open_file_descriptors))

/// Says how one running service is. Safe from any thread; `telemetry` and `clock` outlive it.
class Status {
 public:
  /// `readiness` are checks that only /readyz makes, beyond the vital ones of `checks`; they ask nobody outside.
  Status(const std::vector<HealthCheck>& checks, std::vector<HealthCheck> readiness, std::string version,
         telemetry::Telemetry& telemetry, const base::Clock& clock);

  /// Mounts /health, /api/<name>/health, /livez, /readyz, /metrics, /api/<name>/metrics and /actuator/*; `metrics` says
  /// who may see the metrics.
  void mount(http::Router& router, const std::string& name, http::Guard metrics);

  /// Readiness as the service itself sees it: true between start and the begin of shutdown.
  void set_ready(bool ready) { ready_ = ready; }

  using Answer = runtime::Task<base::Result<http::Response>>;
  Answer health(http::Call call);
  Answer live(http::Call call);
  Answer ready(http::Call call);
  Answer prometheus(http::Call call);
  runtime::Task<base::Result<ProcessMetrics>> process(http::Call call);
  runtime::Task<base::Result<http::Reply<ActuatorHealth>>> actuator_health(http::Call call);
  runtime::Task<base::Result<ActuatorDescription>> actuator_info(http::Call call);
  runtime::Task<base::Result<ActuatorNames>> actuator_names(http::Call call);
  runtime::Task<base::Result<ActuatorMetric>> actuator_metric(http::Call call);

 private:
  runtime::Task<Health> examine();
  [[nodiscard]] std::int64_t uptime_seconds() const;
  [[nodiscard]] std::vector<ActuatorMetric> metrics() const;

  Checks vital_;
  Checks needed_;
  Checks helpful_;
  Checks readiness_;
  std::string version_;
  telemetry::Telemetry& telemetry_;
  const base::Clock& clock_;
  std::chrono::steady_clock::time_point started_;
  std::atomic<bool> ready_ = false;
};

}  // namespace boxoffice::kit::service
