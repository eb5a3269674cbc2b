#include "services/orders/adapters/place_route.hpp"

#include <string>

namespace boxoffice::services::orders {

kit::http::KeyedRequest keyed_request(const PlaceKey& key) {
  return {.caller = key.user_id.str(),
          .route = std::string(place_route),
          .key = key.key,
          .fingerprint = key.fingerprint,
          .attempt = key.attempt};
}

PlaceKey place_key(const kit::http::KeyedRequest& request) {
  return {.user_id = contracts::UserId{request.caller},
          .key = request.key,
          .fingerprint = request.fingerprint,
          .attempt = request.attempt};
}

}  // namespace boxoffice::services::orders
