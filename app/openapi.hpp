#pragma once

// The API of all services together, from the routes that they mount. The build writes it to share/docs/openapi.json,
// from where the gateway serves it.

#include "kit/http/openapi.hpp"

#include <string>
#include <vector>

namespace boxoffice::app {

/// What each service mounts, in the order of modules(). Makes every service over throw-away embedded stores; takes a
/// few hundred milliseconds.
[[nodiscard]] std::vector<kit::http::ApiPart> routes_of_all_services();

/// The OpenAPI 3.1 document of these routes. One that several services mount (a probe) is described once.
[[nodiscard]] std::string api_document(std::vector<kit::http::ApiPart> parts);

}  // namespace boxoffice::app
