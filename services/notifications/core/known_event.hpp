#pragma once

// What this service remembers of an event, so that it can call it by its name.

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"

#include <cstdint>
#include <string>

namespace boxoffice::services::notifications {

struct KnownEvent {
  contracts::EventId id{};
  std::int64_t version = 0;
  std::string name{};
  std::string venue{};
  std::string city{};
  std::string time_zone{};  // IANA
  kit::base::Timestamp starts_at{};
};

/// True when those who have tickets must know: another name, time or place.
[[nodiscard]] bool concerns_visitors(const KnownEvent& before, const KnownEvent& after);

}  // namespace boxoffice::services::notifications
