#include "services/tickets/adapters/http_routes.hpp"

#include "services/tickets/core/errors.hpp"

#include <string>

namespace boxoffice::services::tickets {

using enum kit::http::Guard;
using kit::base::codes::invalid_state;
using kit::base::codes::not_found;
using kit::http::Router;

namespace {

const std::string base = "/api/tickets";

void mount_stock(Router& router, HttpStock& stock) {
  router.get(base + "/availability", anyone, stock, &HttpStock::availability_of_many,
             {.summary = "Show what is left of several events"});
  router.get(base + "/availability/{eventId}", anyone, stock, &HttpStock::availability,
             {.summary = "Show what is left of an event", .errors = {not_found}});
  router.post(base + "/reserve", service, stock, &HttpStock::reserve,
              {.summary = "Hold tickets for an order",
               .status = 201,
               .errors = {not_found, codes::sold_out, codes::sales_closed, codes::limit_exceeded, codes::hold_lost,
                          invalid_state}});
  router.put(base + "/confirm/{orderId}", service, stock, &HttpStock::confirm,
             {.summary = "Sell what an order holds", .errors = {codes::hold_lost}});
  router.put(base + "/cancel/{orderId}", service, stock, &HttpStock::cancel,
             {.summary = "Give back what an order holds", .status = 204, .errors = {invalid_state}});
  router.put(
      base + "/extend/{orderId}", service, stock, &HttpStock::extend,
      {.summary = "Hold an order's tickets longer", .errors = {codes::hold_lost, codes::sales_closed, invalid_state}});
  router.put(base + "/inventory/{eventId}", service, stock, &HttpStock::change_capacity,
             {.summary = "Agree to a smaller capacity", .status = 204, .errors = {not_found, codes::capacity_in_use}});
}

void mount_tickets(Router& router, HttpTickets& tickets) {
  router.get(base, admin, tickets, &HttpTickets::list, {.summary = "List tickets", .produces = "text/csv"});
  router.get(base + "/user/{userId}", user, tickets, &HttpTickets::of_user,
             {.summary = "List a user's tickets", .errors = {not_found}});
  router.get(base + "/order/{orderId}", user, tickets, &HttpTickets::of_order,
             {.summary = "List an order's tickets", .errors = {not_found}});
  router.get(base + "/order/{orderId}/pdf", user, tickets, &HttpTickets::pdf_of_order,
             {.summary = "Print an order's tickets", .errors = {not_found}, .produces = "application/pdf"});
  router.get(base + "/{id}", user, tickets, &HttpTickets::find, {.summary = "Show a ticket", .errors = {not_found}});
  router.get(base + "/{id}/qr.svg", user, tickets, &HttpTickets::qr_svg,
             {.summary = "Draw a ticket's QR code",
              .errors = {not_found, codes::ticket_cancelled},
              .produces = "image/svg+xml"});
  router.get(
      base + "/{id}/pdf", user, tickets, &HttpTickets::pdf,
      {.summary = "Print a ticket", .errors = {not_found, codes::ticket_cancelled}, .produces = "application/pdf"});
}

void mount_door(Router& router, HttpDoor& door) {
  constexpr auto keyed = kit::http::Idempotency::optional_in_use_case;
  router.post(base + "/check-in", admin, door, &HttpDoor::check_in,
              {.summary = "Let somebody in",
               .idempotency = keyed,
               .errors = {not_found, codes::already_checked_in, codes::wrong_event, codes::ticket_cancelled}});
  router.post(base + "/{id}/check-in/undo", admin, door, &HttpDoor::undo,
              {.summary = "Take a check-in back", .idempotency = keyed, .errors = {not_found, invalid_state}});
  router.get(base + "/check-in/stats/{eventId}", admin, door, &HttpDoor::attendance,
             {.summary = "Count who is in", .errors = {not_found}});
}

}  // namespace

void mount(Router& router, HttpHandlers handlers) {
  mount_stock(router, handlers.stock);
  mount_tickets(router, handlers.tickets);
  mount_door(router, handlers.door);
}

}  // namespace boxoffice::services::tickets
