#include "kit/service/actuator.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace boxoffice::kit::service {

using telemetry::Measured;

namespace {

/// Metrics that clients ask for under Spring's name, with Spring's unit.
struct Alias {
  std::string_view name;
  std::string_view ours;
  std::string_view unit;
};
constexpr std::array aliases{Alias{"http.server.requests", "http_request_duration_seconds", "seconds"},
                             Alias{"process.files.open", "process_open_fds", "files"},
                             Alias{"process.start.time", "process_start_time_seconds", "seconds"}};

/// Prometheus says the unit in the name.
std::optional<std::string> unit_of(std::string_view name) {
  constexpr std::string_view total = "_total";
  if (name.ends_with(total)) name.remove_suffix(total.size());
  for (const std::string_view unit : {"seconds", "bytes"}) {
    if (name.ends_with(unit)) return std::string(unit);
  }
  return std::nullopt;
}

std::vector<ActuatorMeasurement> measurements_of(const Measured& measured, bool is_time) {
  switch (measured.kind) {
    case Measured::Kind::counter:
      return {{.statistic = "COUNT", .value = measured.value}};
    case Measured::Kind::gauge:
      return {{.statistic = "VALUE", .value = measured.value}};
    case Measured::Kind::histogram:
      return {{.statistic = "COUNT", .value = static_cast<double>(measured.count)},
              {.statistic = is_time ? "TOTAL_TIME" : "TOTAL", .value = measured.value}};
  }
  return {};
}

ActuatorMetric metric_of(const Measured& measured) {
  const auto unit = unit_of(measured.name);
  return {.name = measured.name,
          .description = measured.help,
          .base_unit = unit,
          .measurements = measurements_of(measured, unit == "seconds")};
}

ActuatorMetric value_of(std::string name, std::string description, std::optional<std::string> unit,
                        std::int64_t value) {
  return {.name = std::move(name),
          .description = std::move(description),
          .base_unit = std::move(unit),
          .measurements = {{.statistic = "VALUE", .value = static_cast<double>(value)}}};
}

}  // namespace

std::vector<ActuatorMetric> actuator_metrics(const std::vector<Measured>& measured, std::int64_t uptime_seconds,
                                             std::int64_t available_processors) {
  std::vector<ActuatorMetric> metrics;
  for (const Measured& each : measured) {
    metrics.push_back(metric_of(each));
    const auto alias = std::ranges::find(aliases, each.name, &Alias::ours);
    if (alias == aliases.end()) continue;
    ActuatorMetric again = metrics.back();
    again.name = alias->name;
    again.base_unit = alias->unit;
    metrics.push_back(std::move(again));
  }
  metrics.push_back(value_of("process.uptime", "How long the process has been serving", "seconds", uptime_seconds));
  metrics.push_back(
      value_of("system.cpu.count", "Processors that the process may use", std::nullopt, available_processors));
  std::ranges::sort(metrics, {}, &ActuatorMetric::name);
  return metrics;
}

}  // namespace boxoffice::kit::service
