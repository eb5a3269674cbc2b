#include "services/gateway/service.hpp"

#include "kit/http/host.hpp"
#include "kit/http/middleware/cors.hpp"
#include "services/gateway/adapters/api_document.hpp"
#include "services/gateway/adapters/gateway_application.hpp"
#include "services/gateway/adapters/health_poller.hpp"
#include "services/gateway/adapters/http_routes.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace boxoffice::services::gateway {

Config read_config(kit::config::Settings& settings) {
  return {
      .hosts = settings.list(
          "BOXOFFICE_HOSTS", "localhost,127.0.0.1,[::1]", "Host names under which gateway and portals may be addressed",
          {.accepts = kit::http::is_host_name, .expectation = "names in lower case, without scheme and port"}),
      .cors_origins = settings.list(
          "BOXOFFICE_CORS_ORIGINS", "", "Origins of other web sites that may call the API, separated by commas",
          {.accepts = kit::http::is_origin, .expectation = "origins such as https://tickets.example"})};
}

namespace {

Upstreams upstreams_from(const kit::service::Directory& directory) {
  Upstreams upstreams;
  for (const auto& [service, endpoints] : directory) {
    if (service == "gateway" || service == "portal") continue;
    for (const auto& endpoint : endpoints) upstreams.add(service, endpoint.host, endpoint.port);
  }
  return upstreams;
}

/// What the gateway serves of the API as a whole. Without a folder of shared files it is only asked for its routes, to
/// make the document from them.
struct Documentation {
  explicit Documentation(const std::filesystem::path& share) {
    if (share.empty()) return;
    api = load_api_document(share / "docs" / "openapi.json");
    files = load_docs_files(share / "docs");
  }

  ApiDocument api{};
  std::map<std::string, std::string> files{};
};

/// Everything that the gateway's routes and workers refer to, in the order of dependency.
struct Parts {
  Parts(const kit::service::Platform& platform, Documentation documentation)
      : upstreams(upstreams_from(platform.directory)),
        service_only(documentation.api.service_only),
        routes(platform.http, upstreams,
               {.api_document = std::move(documentation.api.text),
                .docs_files = std::move(documentation.files),
                .lab = platform.lab}) {}

  Upstreams upstreams;
  ServiceOnlyPaths service_only;
  HttpRoutes routes;
};

}  // namespace

kit::service::Service make(const kit::service::Platform& platform, Config config) {
  auto parts = std::make_shared<Parts>(platform, Documentation(platform.share));
  kit::service::Service service{.name = "gateway"};
  service.router = std::make_unique<kit::http::Router>(platform.authenticator, nullptr);
  service.inner_metrics = true;
  parts->routes.mount(*service.router);
  service.label_of = [&upstreams = parts->upstreams](std::string_view path) {
    // Of services that exist, so that labels stay bounded whatever clients make up.
    const auto name = service_of(path);
    return name && upstreams.knows(*name) ? fmt::format("/api/{}/*", *name) : "other";
  };
  service.applications.push_back(
      std::make_unique<GatewayApplication>(GatewayApplication::Collaborators{.own_routes = *service.router,
                                                                             .http = platform.http,
                                                                             .upstreams = parts->upstreams,
                                                                             .service_only = parts->service_only,
                                                                             .telemetry = platform.telemetry},
                                           std::move(config.hosts)));
  service.cors = kit::http::CorsOptions{.origins = std::move(config.cors_origins)};
  service.workers = health_pollers(platform.http, parts->upstreams);
  service.parts = std::move(parts);
  return service;
}

}  // namespace boxoffice::services::gateway
