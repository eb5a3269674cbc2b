#include "kit/service/actuator.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace boxoffice::kit::service {
namespace {

using telemetry::Measured;

ActuatorMetric found(const std::vector<ActuatorMetric>& metrics, const std::string& name) {
  const auto metric = std::ranges::find(metrics, name, &ActuatorMetric::name);
  return metric == metrics.end() ? ActuatorMetric{} : *metric;
}

TEST(actuator, given_metrics_then_statistics_and_units_by_their_kind) {
  struct Case {
    Measured measured;
    std::optional<std::string> unit;
    std::vector<std::string> statistics;
    double first = 0;
  };
  const Case cases[] = {
      {{.name = "orders_placed_total", .help = "H", .kind = Measured::Kind::counter, .value = 2}, {}, {"COUNT"}, 2},
      {{.name = "process_cpu_seconds_total", .help = "H", .kind = Measured::Kind::counter, .value = 3},
       "seconds",
       {"COUNT"},
       3},
      {{.name = "process_resident_memory_bytes", .help = "H", .value = 4}, "bytes", {"VALUE"}, 4},
      {{.name = "batch_size", .help = "H", .kind = Measured::Kind::histogram, .value = 50, .count = 5},
       {},
       {"COUNT", "TOTAL"},
       5}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.measured.name);

    const auto metric = found(actuator_metrics({each.measured}, 0, 1), each.measured.name);

    EXPECT_EQ(metric.description, "H");
    EXPECT_EQ(metric.base_unit, each.unit);
    std::vector<std::string> statistics;
    for (const auto& measurement : metric.measurements) statistics.push_back(measurement.statistic);
    EXPECT_EQ(statistics, each.statistics);
    EXPECT_EQ(metric.measurements.front().value, each.first);
  }
}

TEST(actuator, given_names_that_spring_has_too_then_found_under_both) {
  const auto metrics = actuator_metrics({{.name = "http_request_duration_seconds",
                                          .help = "Time",
                                          .kind = Measured::Kind::histogram,
                                          .value = 1.5,
                                          .count = 3},
                                         {.name = "process_open_fds", .help = "Files", .value = 9}},
                                        7, 2);

  for (const char* name : {"http.server.requests", "http_request_duration_seconds"}) {
    SCOPED_TRACE(name);
    const auto requests = found(metrics, name);
    ASSERT_EQ(requests.measurements.size(), 2U);
    EXPECT_EQ(requests.measurements[0].value, 3);
    EXPECT_EQ(requests.measurements[1].statistic, "TOTAL_TIME");
    EXPECT_EQ(requests.measurements[1].value, 1.5);
    EXPECT_EQ(requests.base_unit, "seconds");
  }
  EXPECT_EQ(found(metrics, "process.files.open").base_unit, "files");
  EXPECT_EQ(found(metrics, "process.uptime").measurements.front().value, 7);
  EXPECT_EQ(found(metrics, "system.cpu.count").measurements.front().value, 2);
  EXPECT_TRUE(std::ranges::is_sorted(metrics, {}, &ActuatorMetric::name));
}

}  // namespace
}  // namespace boxoffice::kit::service
