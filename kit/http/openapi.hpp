#pragma once

// OpenAPI 3.1 from the mounted routes, so that the served document always equals what is served.
//
// Beside the standard's own members each operation says "x-guard" (anyone, optional, user, admin, service) and each
// error answer "x-codes"; service-only routes carry "x-service-only": true.

#include "kit/http/router.hpp"

#include <string>
#include <vector>

namespace boxoffice::kit::http {

struct ApiTitle {
  std::string title;
  std::string version;
  std::string description;
};

/// One service's part of the document.
struct ApiPart {
  std::string tag;  // "orders"
  std::string description;
  std::vector<RouteDescription> routes;
};

/// The document as JSON text, stable in order: parts, paths and operations as they were mounted, schemas by name.
/// Operations whose name another part has too are prefixed with their tag.
[[nodiscard]] std::string openapi_document(const ApiTitle& info, const std::vector<ApiPart>& parts);

/// Every error that a route may answer with, also those that follow from its guard, path, query, body and key; without
/// METHOD_NOT_ALLOWED, which belongs to the path.
[[nodiscard]] std::vector<base::ErrorCode> possible_errors(const RouteDescription& route);

}  // namespace boxoffice::kit::http
