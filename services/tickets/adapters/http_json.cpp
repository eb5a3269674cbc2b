#include "services/tickets/adapters/http_json.hpp"

namespace boxoffice::services::tickets {

AvailabilityView view_of(const EventStock& stock) {
  AvailabilityView view{.event_id = stock.event_id};
  for (const auto& type : stock.types) {
    view.ticket_types.push_back({.ticket_type_id = type.id,
                                 .capacity = type.capacity,
                                 .available = type.available,
                                 .held = type.held,
                                 .sold = type.sold});
  }
  return view;
}

}  // namespace boxoffice::services::tickets
