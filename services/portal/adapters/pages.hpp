#pragma once

// What a portal answers by itself: its page and its configuration.

#include <boost/describe.hpp>

#include <cstdint>
#include <string>

namespace boxoffice::services::portal {

enum class Kind : std::uint8_t { user, admin };

/// GET /config.json: where a portal's app finds the others.
struct PortalConfiguration {
  std::string version{};
  bool lab = false;
  std::string gateway_origin{};
  std::string user_portal_origin{};
  std::string admin_portal_origin{};
  std::string default_currency{};
  std::string default_time_zone{};
};
BOOST_DESCRIBE_STRUCT(PortalConfiguration, (),
                      (version, lab, gateway_origin, user_portal_origin, admin_portal_origin, default_currency,
                       default_time_zone))

/// A page in plain HTML that says what this is and where the doors are.
[[nodiscard]] std::string page_of(Kind kind, const PortalConfiguration& configuration);

}  // namespace boxoffice::services::portal
