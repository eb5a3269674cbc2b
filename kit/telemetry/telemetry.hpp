#pragma once

// What one service says about itself: log, metrics, identity. Passed by reference; owned by the composition root.

#include "kit/telemetry/log.hpp"
#include "kit/telemetry/metrics.hpp"

#include <string>

namespace boxoffice::kit::telemetry {

struct Telemetry {
  std::string service;  // "order-service"
  Log log;
  Metrics metrics;
};

}  // namespace boxoffice::kit::telemetry
