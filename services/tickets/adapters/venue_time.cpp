#include "services/tickets/adapters/venue_time.hpp"

#include <date/date.h>
#include <date/tz.h>

#include <chrono>
#include <stdexcept>

namespace boxoffice::services::tickets {

namespace {

const date::time_zone* find_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return date::locate_zone("Etc/UTC");  // a name that is newer than this machine's list
  }
}

}  // namespace

VenueTime at_venue(kit::base::Timestamp time, const std::string& time_zone) {
  const auto local = date::make_zoned(find_zone(time_zone), std::chrono::floor<std::chrono::minutes>(time));
  return {.date = date::format("%A, %e %B %Y", local), .time = date::format("%H:%M %Z", local)};
}

}  // namespace boxoffice::services::tickets
