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

TicketView view_of(const Ticket& ticket, const TicketCodes& codes) {
  return {.id = ticket.id,
          .event_id = ticket.event_id,
          .order_id = ticket.order_id,
          .user_id = ticket.user_id,
          .ticket_type_id = ticket.ticket_type_id,
          .ticket_type_name = ticket.ticket_type_name,
          .seat_number = ticket.seat_number,
          .price = ticket.price,
          .status = ticket.status,
          .code = codes.code_of(ticket.id),
          .issued_at = ticket.issued_at,
          .checked_in_at = ticket.checked_in_at,
          .gate = ticket.gate};
}

AdmittedView view_of(const TicketForEvent& admitted, const TicketCodes& codes) {
  const EventOnTicket& event = admitted.event;
  return {.ticket = view_of(admitted.ticket, codes),
          .event = {.id = event.id,
                    .name = event.name,
                    .venue = {.name = event.venue_name,
                              .city = event.venue_city,
                              .country = event.venue_country,
                              .time_zone = event.time_zone},
                    .starts_at = event.starts_at,
                    .ends_at = event.ends_at}};
}

AttendanceView view_of(const std::vector<TypeAttendance>& types) {
  AttendanceView view;
  for (const auto& type : types) {
    view.sold += type.sold;
    view.checked_in += type.checked_in;
    view.by_type.push_back(
        {.ticket_type_id = type.ticket_type_id, .name = type.name, .sold = type.sold, .checked_in = type.checked_in});
  }
  return view;
}

}  // namespace boxoffice::services::tickets
