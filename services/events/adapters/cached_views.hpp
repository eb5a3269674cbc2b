#pragma once

// Answers that were rendered before. The key names the state of the event, so a change makes older answers unreachable
// at once and nothing ever has to be thrown away.

#include "kit/cache/cache.hpp"
#include "kit/telemetry/log.hpp"
#include "services/events/core/ports.hpp"

#include <optional>
#include <string>
#include <utility>

namespace boxoffice::services::events {

/// "event:<id>:<version>:<status>" of a head whose status is the one of now.
[[nodiscard]] std::string view_key(const EventHead& head);

/// Safe from any thread; `cache` outlives it. A cache that is away is an empty one.
class CachedViews {
 public:
  CachedViews(kit::cache::Cache& cache, kit::telemetry::Log log) : cache_(cache), log_(std::move(log)) {}

  Task<std::optional<std::string>> find(std::string key) const;
  Task<> keep(std::string key, std::string json) const;

 private:
  kit::cache::Cache& cache_;
  kit::telemetry::Log log_;
};

}  // namespace boxoffice::services::events
