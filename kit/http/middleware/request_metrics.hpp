#pragma once

// The request metrics of one server, with their handles cached by route, method and status.

#include "kit/http/message.hpp"
#include "kit/telemetry/metrics.hpp"

#include <chrono>
#include <map>
#include <shared_mutex>
#include <string>
#include <utility>

namespace boxoffice::kit::http {

/// Safe from any thread. `metrics` must outlive it. A route's handles are made at its first request; after that a count
/// costs two look-ups under a shared lock.
class RequestMetrics {
 public:
  explicit RequestMetrics(telemetry::Metrics& metrics) : metrics_(metrics) {}

  void count(Method method, const std::string& route, int status, std::chrono::duration<double> duration);

 private:
  struct Handles {
    telemetry::Histogram duration;
    std::map<int, telemetry::Counter> by_status{};
  };

  /// False when one of the handles is not there yet.
  bool count_cached(const std::pair<std::string, Method>& key, int status, std::chrono::duration<double> duration);

  telemetry::Metrics& metrics_;
  std::shared_mutex mutex_;
  std::map<std::pair<std::string, Method>, Handles> handles_;
};

}  // namespace boxoffice::kit::http
