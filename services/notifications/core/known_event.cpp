#include "services/notifications/core/known_event.hpp"

#include <tuple>

namespace boxoffice::services::notifications {

bool concerns_visitors(const KnownEvent& before, const KnownEvent& after) {
  const auto visible = [](const KnownEvent& event) {
    return std::tie(event.name, event.venue, event.city, event.time_zone, event.starts_at);
  };
  return visible(before) != visible(after);
}

}  // namespace boxoffice::services::notifications
