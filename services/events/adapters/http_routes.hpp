#pragma once

// The routes of the events service.

#include "kit/http/router.hpp"
#include "services/events/adapters/http_browsing.hpp"
#include "services/events/adapters/http_editing.hpp"

namespace boxoffice::services::events {

/// All of them outlive the router.
struct HttpHandlers {
  HttpBrowsing& browsing;
  HttpEditing& editing;
};

void mount(kit::http::Router& router, HttpHandlers handlers);

}  // namespace boxoffice::services::events
