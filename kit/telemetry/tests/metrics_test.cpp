#include "kit/telemetry/metrics.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <stdexcept>
#include <thread>

namespace boxoffice::kit::telemetry {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The number after `name` and a space, or -1.
double value_of(const std::string& text, const std::string& name) {
  const auto found = text.find("\n" + name + " ");
  return found == std::string::npos ? -1 : std::strtod(text.c_str() + found + name.size() + 2, nullptr);
}

TEST(metrics, given_counter_then_text_has_help_type_and_value) {
  Metrics metrics;

  metrics.counter("orders_placed_total", "Orders placed.", {{"result", "sold_out"}}).add(3);

  const std::string text = metrics.prometheus_text();
  EXPECT_TRUE(contains(text, "# HELP orders_placed_total Orders placed.\n"));
  EXPECT_TRUE(contains(text, "# TYPE orders_placed_total counter\n"));
  EXPECT_TRUE(contains(text, "orders_placed_total{result=\"sold_out\"} 3\n"));
}

TEST(metrics, given_same_name_and_labels_again_then_the_same_counter) {
  Metrics metrics;

  metrics.counter("c_total", "C.", {{"a", "1"}}).add();
  metrics.counter("c_total", "C.", {{"a", "1"}}).add();
  metrics.counter("c_total", "C.", {{"a", "2"}}).add();

  EXPECT_EQ(metrics.counter("c_total", "C.", {{"a", "1"}}).value(), 2);
  EXPECT_EQ(metrics.counter("c_total", "C.", {{"a", "2"}}).value(), 1);
}

TEST(metrics, given_same_name_for_another_kind_then_refused) {
  Metrics metrics;
  metrics.counter("thing", "Thing.").add();

  EXPECT_THROW(metrics.gauge("thing", "Thing.").set(1), std::invalid_argument);
}

TEST(metrics, given_histogram_then_buckets_are_cumulative) {
  Metrics metrics;
  const Histogram histogram = metrics.histogram("h_seconds", "H.", {0.1, 1}, {{"route", "r"}});

  histogram.observe(0.05);
  histogram.observe(0.5);
  histogram.observe(5);

  const std::string text = metrics.prometheus_text();
  EXPECT_TRUE(contains(text, "h_seconds_bucket{route=\"r\",le=\"0.1\"} 1\n"));
  EXPECT_TRUE(contains(text, "h_seconds_bucket{route=\"r\",le=\"1\"} 2\n"));
  EXPECT_TRUE(contains(text, "h_seconds_bucket{route=\"r\",le=\"+Inf\"} 3\n"));
  EXPECT_TRUE(contains(text, "h_seconds_count{route=\"r\"} 3\n"));
}

TEST(metrics, given_label_with_quote_and_line_feed_then_escaped) {
  Metrics metrics;

  metrics.gauge("g", "G.", {{"path", "a\"b\nc"}}).set(1);

  EXPECT_TRUE(contains(metrics.prometheus_text(), R"(g{path="a\"b\nc"} 1)"));
}

TEST(metrics, given_collect_callback_then_sets_gauge_before_each_collection) {
  Metrics metrics;
  const Gauge depth = metrics.gauge("queue_depth", "Depth.");
  metrics.on_collect([depth] { depth.add(1); });

  EXPECT_EQ(value_of(metrics.prometheus_text(), "queue_depth"), 1);
  EXPECT_EQ(value_of(metrics.prometheus_text(), "queue_depth"), 2);
}

TEST(metrics, given_metrics_of_each_kind_then_measured_as_sums_over_their_labels) {
  Metrics metrics;
  metrics.counter("c_total", "C.", {{"a", "1"}}).add(2);
  metrics.counter("c_total", "C.", {{"a", "2"}}).add(3);
  metrics.histogram("h_seconds", "H.", {1}, {{"a", "1"}}).observe(0.5);
  metrics.histogram("h_seconds", "H.", {1}, {{"a", "2"}}).observe(4);
  const Gauge depth = metrics.gauge("queue_depth", "Depth.");
  metrics.on_collect([depth] { depth.set(7); });

  std::map<std::string, Measured> measured;
  for (auto& each : metrics.measured()) measured.emplace(each.name, each);

  EXPECT_EQ(measured.at("c_total").kind, Measured::Kind::counter);
  EXPECT_EQ(measured.at("c_total").help, "C.");
  EXPECT_EQ(measured.at("c_total").value, 5);
  EXPECT_EQ(measured.at("h_seconds").kind, Measured::Kind::histogram);
  EXPECT_EQ(measured.at("h_seconds").value, 4.5);
  EXPECT_EQ(measured.at("h_seconds").count, 2U);
  EXPECT_EQ(measured.at("queue_depth").value, 7);
  EXPECT_GT(measured.at("process_resident_memory_bytes").value, 1'000'000);
}

TEST(metrics, given_moved_registry_then_handles_still_count) {
  Metrics first;
  const Counter counter = first.counter("c_total", "C.");

  const Metrics second = std::move(first);
  counter.add(2);

  EXPECT_TRUE(contains(second.prometheus_text(), "c_total 2\n"));
}

TEST(metrics, given_many_threads_then_no_increment_is_lost) {
  Metrics metrics;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&metrics] {
        for (int i = 0; i < 500; ++i) metrics.counter("c_total", "C.").add();
      });
    }
  }

  EXPECT_EQ(metrics.counter("c_total", "C.").value(), 2'000);
}

TEST(metrics, given_this_process_then_its_own_metrics_are_plausible) {
  const Metrics metrics;

  const std::string text = metrics.prometheus_text();

  EXPECT_GT(value_of(text, "process_cpu_seconds_total"), 0);
  EXPECT_GT(value_of(text, "process_resident_memory_bytes"), 1'000'000);
  EXPECT_GE(value_of(text, "process_open_fds"), 3);
  EXPECT_GT(value_of(text, "process_start_time_seconds"), 1'700'000'000);
  EXPECT_TRUE(contains(text, "# TYPE process_cpu_seconds_total counter\n"));
}

TEST(process_statistics, given_this_process_then_plausible) {
  const ProcessStatistics now = process_statistics();

  EXPECT_GE(now.available_processors, 1);
  EXPECT_GT(now.resident_memory_mb, 1);
  EXPECT_GT(now.cpu_seconds, 0);
  EXPECT_GE(now.open_file_descriptors, 3);
}

}  // namespace
}  // namespace boxoffice::kit::telemetry
