#include "services/events/adapters/date_zones.hpp"

#include <date/tz.h>

#include <stdexcept>

namespace boxoffice::services::events {

bool DateZones::exists(const std::string& name) const {
  try {
    return date::locate_zone(name) != nullptr;
  } catch (const std::runtime_error&) {
    return false;  // how the library says that there is no such zone
  }
}

}  // namespace boxoffice::services::events
