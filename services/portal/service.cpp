#include "services/portal/service.hpp"

#include "kit/base/money.hpp"
#include "kit/http/host.hpp"
#include "kit/json/json.hpp"
#include "services/portal/adapters/pages.hpp"
#include "services/portal/adapters/portal_application.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

namespace boxoffice::services::portal {

namespace {

bool is_time_zone(std::string_view name) {
  std::error_code ignored;
  return name.find("..") == std::string_view::npos &&
         std::filesystem::is_regular_file(fmt::format("/usr/share/zoneinfo/{}", name), ignored);
}

}  // namespace

Config read_config(kit::config::Settings& settings) {
  using kit::config::Rule;
  const Rule origin{.accepts = kit::http::is_origin, .expectation = "an origin such as https://tickets.example"};
  return {
      .hosts = settings.list(
          "BOXOFFICE_HOSTS", "localhost,127.0.0.1,[::1]", "Host names under which gateway and portals may be addressed",
          {.accepts = kit::http::is_host_name, .expectation = "names in lower case, without scheme and port"}),
      .gateway_origin = settings.text("BOXOFFICE_GATEWAY_ORIGIN", "", "Where browsers find the gateway", origin),
      .user_portal_origin =
          settings.text("BOXOFFICE_USER_PORTAL_ORIGIN", "", "Where browsers find the user portal", origin),
      .admin_portal_origin =
          settings.text("BOXOFFICE_ADMIN_PORTAL_ORIGIN", "", "Where browsers find the admin portal", origin),
      .default_currency =
          settings.text("BOXOFFICE_CURRENCY", "EUR", "Currency that new events start with",
                        {.accepts = kit::base::is_currency_code, .expectation = "three capital letters such as EUR"}),
      .default_time_zone =
          settings.text("BOXOFFICE_TIME_ZONE", "Europe/Berlin", "Time zone that new events start with",
                        {.accepts = is_time_zone, .expectation = "a name of the IANA list such as Europe/Berlin"})};
}

namespace {

constexpr std::uint16_t from_user_to_admin_port = 1;  // 3000 and 3001

PortalConfiguration configuration_for(const kit::service::Platform& platform, const Config& config) {
  const auto local = [](std::uint16_t port) { return fmt::format("http://localhost:{}", port); };
  const auto gateway = platform.directory.at("gateway").front().port;
  const auto portal = platform.directory.at("portal").front().port;
  const auto or_local = [&](const std::string& origin, std::uint16_t port) {
    return origin.empty() ? local(port) : origin;
  };
  return {.version = platform.version,
          .lab = platform.lab,
          .gateway_origin = or_local(config.gateway_origin, gateway),
          .user_portal_origin = or_local(config.user_portal_origin, portal),
          .admin_portal_origin =
              or_local(config.admin_portal_origin, static_cast<std::uint16_t>(portal + from_user_to_admin_port)),
          .default_currency = config.default_currency,
          .default_time_zone = config.default_time_zone};
}

}  // namespace

kit::service::Service make(const kit::service::Platform& platform, Config config) {
  const PortalConfiguration configuration = configuration_for(platform, config);
  kit::service::Service service{.name = "portal"};
  service.router = std::make_unique<kit::http::Router>(platform.authenticator, nullptr);
  service.inner_metrics = true;
  service.label_of = [](std::string_view path) { return path.starts_with("/api/") ? "/api/*" : "other"; };
  for (const Kind kind : {Kind::user, Kind::admin}) {
    service.applications.push_back(std::make_unique<PortalApplication>(
        platform.http, *service.router,
        PortalApplication::Options{.page = page_of(kind, configuration),
                                   .configuration = kit::json::to_json(configuration),
                                   .hosts = config.hosts,
                                   .gateway = platform.directory.at("gateway").front()}));
  }
  return service;
}

}  // namespace boxoffice::services::portal
