#pragma once

// Times as people at the venue read them on their clocks.

#include "kit/base/time.hpp"

#include <string>

namespace boxoffice::services::tickets {

struct VenueTime {
  std::string date{};  // "Friday, 12 December 2026"
  std::string time{};  // "20:00 CET"
};

/// In the IANA time zone of that name; in UTC where this machine does not know it. Safe from any thread; the first call
/// reads the machine's time zones.
[[nodiscard]] VenueTime at_venue(kit::base::Timestamp time, const std::string& time_zone);

}  // namespace boxoffice::services::tickets
