#pragma once

// What clients of Spring Boot's Actuator read, in its words (docs.spring.io/spring-boot/api/rest/actuator): metrics
// have dotted names, a base unit and statistics.

#include "kit/telemetry/metrics.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::kit::service {

struct ActuatorComponent {
  std::string status{};
};
BOOST_DESCRIBE_STRUCT(ActuatorComponent, (), (status))

/// Answer of /actuator/health.
struct ActuatorHealth {
  std::string status{};
  std::map<std::string, ActuatorComponent> components{};
};
BOOST_DESCRIBE_STRUCT(ActuatorHealth, (), (status, components))

struct ActuatorBuild {
  std::string name{};
  std::string version{};
};
BOOST_DESCRIBE_STRUCT(ActuatorBuild, (), (name, version))

/// Answer of /actuator/info.
struct ActuatorDescription {
  ActuatorBuild build{};
};
BOOST_DESCRIBE_STRUCT(ActuatorDescription, (), (build))

/// Answer of /actuator/metrics.
struct ActuatorNames {
  std::vector<std::string> names{};
};
BOOST_DESCRIBE_STRUCT(ActuatorNames, (), (names))

struct ActuatorMeasurement {
  std::string statistic{};  // VALUE, COUNT, TOTAL or TOTAL_TIME
  double value = 0;
};
BOOST_DESCRIBE_STRUCT(ActuatorMeasurement, (), (statistic, value))

struct ActuatorTag {
  std::string tag{};
  std::vector<std::string> values{};
};
BOOST_DESCRIBE_STRUCT(ActuatorTag, (), (tag, values))

/// Answer of /actuator/metrics/{name}. There are no tags to drill down by: the values are sums over all labels, which
/// /actuator/prometheus shows one by one.
struct ActuatorMetric {
  std::string name{};
  std::string description{};
  std::optional<std::string> base_unit{};
  std::vector<ActuatorMeasurement> measurements{};
  std::vector<ActuatorTag> available_tags{};
};
BOOST_DESCRIBE_STRUCT(ActuatorMetric, (), (name, description, base_unit, measurements, available_tags))

/// Every metric under its own name, and under Spring's where it has one (http.server.requests, process.uptime,
/// process.start.time, process.files.open, system.cpu.count); by name.
[[nodiscard]] std::vector<ActuatorMetric> actuator_metrics(const std::vector<telemetry::Measured>& measured,
                                                           std::int64_t uptime_seconds,
                                                           std::int64_t available_processors);

}  // namespace boxoffice::kit::service
