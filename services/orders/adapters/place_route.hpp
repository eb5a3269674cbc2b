#pragma once

// The one keyed route of orders: how its key is known to the store of idempotent answers.

#include "kit/http/call.hpp"
#include "services/orders/core/ports.hpp"

#include <string_view>

namespace boxoffice::services::orders {

inline constexpr std::string_view place_route = "POST /api/orders";

[[nodiscard]] kit::http::KeyedRequest keyed_request(const PlaceKey& key);
[[nodiscard]] PlaceKey place_key(const kit::http::KeyedRequest& request);

}  // namespace boxoffice::services::orders
