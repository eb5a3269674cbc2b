#pragma once

// The routes of the tickets service, all in one list.

#include "kit/http/router.hpp"
#include "services/tickets/adapters/http_door.hpp"
#include "services/tickets/adapters/http_stock.hpp"
#include "services/tickets/adapters/http_tickets.hpp"

namespace boxoffice::services::tickets {

/// All outlive the router.
struct HttpHandlers {
  HttpStock& stock;
  HttpTickets& tickets;
  HttpDoor& door;
};

void mount(kit::http::Router& router, HttpHandlers handlers);

}  // namespace boxoffice::services::tickets
