#pragma once

// The API of all services together, from the routes that they mount.

#include "kit/service/platform.hpp"

namespace boxoffice::app {

/// Makes every service over throw-away embedded stores and asks it for its routes; takes a few hundred milliseconds.
[[nodiscard]] kit::service::Api api_of_all_services();

}  // namespace boxoffice::app
