#pragma once

// Looking at what a service depends on, so that however many probes ask, the dependencies see one look a second.

#include "kit/base/time.hpp"
#include "kit/runtime/task.hpp"
#include "kit/service/service.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::kit::service {

struct CheckLimits {
  std::chrono::milliseconds answer{2'000};  // no answer within this: the dependency is away
  std::chrono::milliseconds kept{1'000};    // how long an answer counts
};

/// Safe from any thread; `clock` outlives it.
class Checks {
 public:
  Checks(std::vector<HealthCheck> checks, const base::Clock& clock, CheckLimits limits = {});

  /// Name -> whether it is there. All are asked at once. While one look is under way, other callers get what the last
  /// one found.
  runtime::Task<std::map<std::string, bool>> look();

 private:
  using Found = std::map<std::string, bool>;
  class Looking;

  [[nodiscard]] std::optional<Found> known_or_begin();
  void keep(Found found);
  void end();

  const std::vector<HealthCheck> checks_;
  const base::Clock& clock_;
  const CheckLimits limits_;

  std::mutex mutex_{};  // guards what follows
  std::optional<Found> known_{};
  std::chrono::steady_clock::time_point known_at_{};
  int looking_ = 0;
};

}  // namespace boxoffice::kit::service
