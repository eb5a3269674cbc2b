#include "services/notifications/adapters/zone_times.hpp"

#include <date/tz.h>

#include <stdexcept>

namespace boxoffice::services::notifications {

std::optional<LocalTime> ZoneTimes::at(Timestamp time, const std::string& zone) const {
  try {
    const auto offset = date::locate_zone(zone)->get_info(time).offset;
    const auto shown = time + offset;
    const auto day = std::chrono::floor<std::chrono::days>(shown);
    return LocalTime{.date = std::chrono::year_month_day{day},
                     .time_of_day = std::chrono::floor<std::chrono::minutes>(shown - day)};
  } catch (const std::runtime_error&) {
    return std::nullopt;  // how the library says that it has no such zone
  }
}

}  // namespace boxoffice::services::notifications
