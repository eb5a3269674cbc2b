#pragma once

// OpenAPI 3.1 from the mounted routes, so that the served document always equals what is served.

#include "kit/http/router.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::http {

struct ApiInfo {
  std::string title;
  std::string version;
  std::string description;
};

/// One service's part of the document.
struct ApiPart {
  std::string tag;          // "orders"
  std::string description;
  std::vector<RouteDescription> routes;
};

/// The document as JSON text, stable in order. Service-only routes carry "x-service-only": true.
[[nodiscard]] std::string openapi_document(const ApiInfo& info, const std::vector<ApiPart>& parts);

}  // namespace boxoffice::kit::http
