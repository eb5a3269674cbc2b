#include "kit/telemetry/repetition_limit.hpp"

#include <utility>

namespace boxoffice::kit::telemetry {

std::optional<std::uint64_t> RepetitionLimit::admit(std::string_view event, std::chrono::steady_clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  auto found = windows_.find(event);
  if (found == windows_.end()) found = windows_.emplace(std::string(event), Window{.start = now}).first;
  Window& window = found->second;
  if (now - window.start >= std::chrono::seconds{1}) {
    window.start = now;
    window.written = 0;
  }
  if (window.written >= lines_per_second_) {
    ++window.suppressed;
    return std::nullopt;
  }
  ++window.written;
  return std::exchange(window.suppressed, 0);
}

}  // namespace boxoffice::kit::telemetry
