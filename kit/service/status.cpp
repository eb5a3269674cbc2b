#include "kit/service/status.hpp"

#include "kit/json/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace boxoffice::kit::service {

namespace {

http::Response json_response(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

int status_code(const Health& health) {
  return health.status == "UP" ? 200 : 503;
}

std::vector<HealthCheck> of_importance(const std::vector<HealthCheck>& checks, Importance importance) {
  std::vector<HealthCheck> chosen;
  std::ranges::copy_if(checks, std::back_inserter(chosen),
                       [importance](const HealthCheck& check) { return check.importance == importance; });
  return chosen;
}

using Found = std::map<std::string, bool>;

bool all_up(const Found& found) {
  return std::ranges::all_of(found, [](const auto& check) { return check.second; });
}

void add(Health& health, const Found& found) {
  for (const auto& [name, up] : found) health.checks[name] = up ? "UP" : "DOWN";
}

}  // namespace

Status::Status(const std::vector<HealthCheck>& checks, std::vector<HealthCheck> readiness, std::string version,
               telemetry::Telemetry& telemetry, const base::Clock& clock)
    : vital_(of_importance(checks, Importance::vital), clock),
      needed_(of_importance(checks, Importance::needed), clock),
      helpful_(of_importance(checks, Importance::helpful), clock),
      readiness_(std::move(readiness), clock, {.kept = std::chrono::milliseconds{0}}),
      version_(std::move(version)),
      telemetry_(telemetry),
      clock_(clock),
      started_(clock.steady_now()) {}

void Status::mount(http::Router& router, const std::string& name, http::Guard metrics) {
  using enum http::Guard;
  const std::string api = fmt::format("/api/{}", name);
  const http::RouteOptions text{.summary = "Metrics in Prometheus' text format", .produces = "text/plain"};
  router.get("/health", anyone, *this, &Status::health, {.summary = "Health of this process"});
  router.get(api + "/health", anyone, *this, &Status::health, {.summary = fmt::format("Health of {}", name)});
  router.get("/livez", anyone, *this, &Status::live, {.summary = "Liveness probe"});
  router.get("/readyz", anyone, *this, &Status::ready, {.summary = "Readiness probe"});
  router.get("/metrics", metrics, *this, &Status::prometheus, text);
  router.get(api + "/metrics", metrics, *this, &Status::process, {.summary = fmt::format("Process of {}", name)});
  router.get("/actuator/health", anyone, *this, &Status::actuator_health, {.summary = "Health for Actuator clients"});
  router.get("/actuator/info", anyone, *this, &Status::actuator_info, {.summary = "Build for Actuator clients"});
  router.get("/actuator/metrics", metrics, *this, &Status::actuator_names, {.summary = "Names of metrics"});
  router.get("/actuator/metrics/{name}", metrics, *this, &Status::actuator_metric, {.summary = "Value of a metric"});
  router.get("/actuator/prometheus", metrics, *this, &Status::prometheus, text);
}

runtime::Task<Health> Status::examine() {
  const Found vital = co_await vital_.look();
  const Found needed = co_await needed_.look();
  Health health{.status = all_up(vital) && all_up(needed) ? "UP" : "DOWN",
                .service = telemetry_.service,
                .version = version_,
                .uptime_seconds = uptime_seconds()};
  add(health, vital);
  add(health, needed);
  add(health, co_await helpful_.look());
  co_return health;
}

Status::Answer Status::health(http::Call) {
  const Health health = co_await examine();
  co_return json_response(status_code(health), json::to_json(health));
}

Status::Answer Status::live(http::Call) {
  co_return json_response(200, R"({"status":"UP"})");
}

Status::Answer Status::ready(http::Call) {
  bool up = ready_;
  if (up) up = all_up(co_await vital_.look()) && all_up(co_await readiness_.look());
  co_return json_response(up ? 200 : 503, up ? R"({"status":"UP"})" : R"({"status":"DOWN"})");
}

Status::Answer Status::prometheus(http::Call) {
  co_return http::Response{.status = 200,
                           .headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                           .body = telemetry_.metrics.prometheus_text()};
}

runtime::Task<base::Result<ProcessMetrics>> Status::process(http::Call) {
  const auto process = telemetry::process_statistics();
  co_return ProcessMetrics{.service = telemetry_.service,
                           .available_processors = process.available_processors,
                           .resident_memory_mb = static_cast<std::int64_t>(process.resident_memory_mb),
                           .cpu_seconds = static_cast<std::int64_t>(process.cpu_seconds),
                           .uptime_seconds = uptime_seconds(),
                           .requests_total = static_cast<std::int64_t>(telemetry_.metrics.total("http_requests_total")),
                           .open_file_descriptors = process.open_file_descriptors};
}

runtime::Task<base::Result<http::Reply<ActuatorHealth>>> Status::actuator_health(http::Call) {
  Health health = co_await examine();
  ActuatorHealth answer{.status = health.status};
  for (auto& [name, status] : health.checks) answer.components[name] = {.status = std::move(status)};
  co_return http::Reply<ActuatorHealth>{.content = std::move(answer), .status = status_code(health)};
}

runtime::Task<base::Result<ActuatorDescription>> Status::actuator_info(http::Call) {
  co_return ActuatorDescription{.build = {.name = telemetry_.service, .version = version_}};
}

runtime::Task<base::Result<ActuatorNames>> Status::actuator_names(http::Call) {
  ActuatorNames answer;
  for (auto& metric : metrics()) answer.names.push_back(std::move(metric.name));
  co_return answer;
}

runtime::Task<base::Result<ActuatorMetric>> Status::actuator_metric(http::Call call) {
  auto all = metrics();
  const auto metric = std::ranges::find(all, call.path("name"), &ActuatorMetric::name);
  if (metric == all.end()) co_return base::fail(base::codes::not_found, "There is no such metric.");
  co_return std::move(*metric);
}

std::int64_t Status::uptime_seconds() const {
  return std::chrono::duration_cast<std::chrono::seconds>(clock_.steady_now() - started_).count();
}

std::vector<ActuatorMetric> Status::metrics() const {
  return actuator_metrics(telemetry_.metrics.measured(), uptime_seconds(),
                          telemetry::process_statistics().available_processors);
}

}  // namespace boxoffice::kit::service
