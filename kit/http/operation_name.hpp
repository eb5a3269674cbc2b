#pragma once

// Names of operations in the OpenAPI document, from which the web client's functions get theirs.

#include "kit/http/router.hpp"

#include <string>
#include <vector>

namespace boxoffice::kit::http {

/// "Place an order" -> "placeOrder" (articles are left out), without a summary from method and path: "getOrdersById".
/// A number is added when `mounted` has the name already.
[[nodiscard]] std::string operation_name(const RouteDescription& route, const std::vector<RouteDescription>& mounted);

}  // namespace boxoffice::kit::http
