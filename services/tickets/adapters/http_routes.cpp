#include "services/tickets/adapters/http_routes.hpp"

#include "services/tickets/core/errors.hpp"

#include <string>

namespace boxoffice::services::tickets {

void mount(kit::http::Router& router, HttpHandlers handlers) {
  using enum kit::http::Guard;
  using kit::base::codes::invalid_state;
  using kit::base::codes::not_found;
  const std::string base = "/api/tickets";
  router.get(base + "/availability", anyone, handlers.stock, &HttpStock::availability_of_many,
             {.summary = "Show what is left of several events"});
  router.get(base + "/availability/{eventId}", anyone, handlers.stock, &HttpStock::availability,
             {.summary = "Show what is left of an event", .errors = {not_found}});
  router.post(base + "/reserve", service, handlers.stock, &HttpStock::reserve,
              {.summary = "Hold tickets for an order",
               .status = 201,
               .errors = {not_found, codes::sold_out, codes::sales_closed, codes::limit_exceeded, codes::hold_lost,
                          invalid_state}});
  router.put(base + "/confirm/{orderId}", service, handlers.stock, &HttpStock::confirm,
             {.summary = "Sell what an order holds", .errors = {codes::hold_lost}});
  router.put(base + "/cancel/{orderId}", service, handlers.stock, &HttpStock::cancel,
             {.summary = "Give back what an order holds", .status = 204, .errors = {invalid_state}});
  router.put(
      base + "/extend/{orderId}", service, handlers.stock, &HttpStock::extend,
      {.summary = "Hold an order's tickets longer", .errors = {codes::hold_lost, codes::sales_closed, invalid_state}});
  router.put(base + "/inventory/{eventId}", service, handlers.stock, &HttpStock::change_capacity,
             {.summary = "Agree to a smaller capacity", .status = 204, .errors = {not_found, codes::capacity_in_use}});
}

}  // namespace boxoffice::services::tickets
