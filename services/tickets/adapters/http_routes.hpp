#pragma once

// The routes of the tickets service.

#include "kit/http/router.hpp"
#include "services/tickets/adapters/http_stock.hpp"

namespace boxoffice::services::tickets {

/// The handlers outlive the router.
struct HttpHandlers {
  HttpStock& stock;
};

void mount(kit::http::Router& router, HttpHandlers handlers);

}  // namespace boxoffice::services::tickets
