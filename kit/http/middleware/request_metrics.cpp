#include "kit/http/middleware/request_metrics.hpp"

#include <mutex>
#include <vector>

namespace boxoffice::kit::http {

namespace {

// From what a cache hit takes to the default deadline, in seconds.
const std::vector<double>& duration_bounds() {
  static const std::vector<double> bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15};
  return bounds;
}

}  // namespace

void RequestMetrics::count(Method method, const std::string& route, int status,
                           std::chrono::duration<double> duration) {
  const std::pair key{route, method};
  if (count_cached(key, status, duration)) return;
  const telemetry::Metrics::Labels labels{{"method", std::string(to_string(method))}, {"route", route}};
  telemetry::Metrics::Labels counter_labels = labels;
  counter_labels.emplace_back("status", std::to_string(status));
  const telemetry::Counter counter = metrics_.counter("http_requests_total", "Requests served", counter_labels);
  const telemetry::Histogram histogram = metrics_.histogram(
      "http_request_duration_seconds", "Time from a request's head to its whole answer", duration_bounds(), labels);
  {
    const std::unique_lock lock(mutex_);
    const auto place = handles_.try_emplace(key, Handles{.duration = histogram}).first;
    place->second.by_status.try_emplace(status, counter);
  }
  count_cached(key, status, duration);
}

bool RequestMetrics::count_cached(const std::pair<std::string, Method>& key, int status,
                                  std::chrono::duration<double> duration) {
  const std::shared_lock lock(mutex_);
  const auto handles = handles_.find(key);
  if (handles == handles_.end()) return false;
  const auto counter = handles->second.by_status.find(status);
  if (counter == handles->second.by_status.end()) return false;
  counter->second.add();
  handles->second.duration.observe(duration.count());
  return true;
}

}  // namespace boxoffice::kit::http
