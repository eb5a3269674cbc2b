#include "services/gateway/adapters/http_routes.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

namespace boxoffice::services::gateway {

using kit::base::fail;
using kit::base::Result;
using kit::http::Call;
using kit::http::Response;
using kit::runtime::Task;

namespace {

/// "users" -> "user-service", the name that the health document uses.
std::string display_name(std::string_view service) {
  if (service.ends_with('s')) service.remove_suffix(1);
  return fmt::format("{}-service", service);
}

bool may_see_inside(const Call& call, bool lab) {
  return lab || call.principal.is_admin();
}

/// What Swagger UI needs and nothing else may be asked for.
struct DocsFile {
  std::string_view name;
  std::string_view content_type;
};
constexpr std::array<DocsFile, 4> docs_files{{{"swagger-ui.css", "text/css"},
                                              {"swagger-ui-bundle.js", "text/javascript"},
                                              {"favicon-32x32.png", "image/png"},
                                              {"start.js", "text/javascript"}}};

// Swagger UI sets styles on elements, hence 'unsafe-inline' for styles; scripts only from here.
constexpr std::string_view docs_policy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

constexpr std::string_view docs_html = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Boxoffice API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
)";

constexpr std::string_view docs_start =
    "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, persistAuthorization: true,\n"
    "  showExtensions: true });\n";

/// Text that can be a name and is short enough to be shown again.
bool is_name(std::string_view text) {
  constexpr std::size_t longest = 32;
  return !text.empty() && text.size() <= longest &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
             std::string_view::npos;
}

}  // namespace

kit::base::Error nothing_here(std::optional<std::string_view> service) {
  const bool named = service && is_name(*service);
  return {.code = kit::base::codes::not_found,
          .message = named ? fmt::format("There is no service '{}' here; /docs lists the routes.", *service)
                           : "There is nothing at this address; /docs lists the routes."};
}

void HttpRoutes::mount(kit::http::Router& router) {
  using enum kit::http::Guard;
  using namespace kit::base::codes;
  router.get("/api/services/health", optional, *this, &HttpRoutes::health, {.summary = "Health of all services"});
  router.get("/services/health", optional, *this, &HttpRoutes::health,
             {.summary = "Health of all services at its short address"});
  router.get("/api/{service}/metrics", optional, *this, &HttpRoutes::service_metrics,
             {.summary = "Process metrics of a service", .errors = {unauthenticated, forbidden, not_found}});
  router.get("/", anyone, *this, &HttpRoutes::start,
             {.summary = "Lead to the documentation", .status = 302, .produces = "text/html"});
  router.get("/openapi.json", anyone, *this, &HttpRoutes::api_document, {.summary = "This document"});
  router.get("/docs", anyone, *this, &HttpRoutes::docs_page,
             {.summary = "Documentation to read and try", .produces = "text/html"});
  router.get("/docs/{file}", anyone, *this, &HttpRoutes::docs_file,
             {.summary = "A file of the documentation page", .errors = {not_found}, .produces = "text/javascript"});
}

Task<Result<SystemHealth>> HttpRoutes::health(Call call) {
  SystemHealth health{.status = "UP"};
  for (const auto& [service, pool] : upstreams_.pools()) {
    ServiceHealth of_service{.status = "DOWN"};
    for (const auto& instance : pool.instances) {
      InstanceHealth one{.status = instance->up ? "UP" : "DOWN", .latency_ms = instance->latency_ms};
      if (may_see_inside(call, options_.lab)) one.url = fmt::format("http://{}:{}", instance->host, instance->port);
      if (instance->up) of_service.status = "UP";
      of_service.instances.push_back(std::move(one));
    }
    if (of_service.status == "DOWN") health.status = "DOWN";
    health.services[display_name(service)] = std::move(of_service);
  }
  co_return health;
}

HttpRoutes::Answer HttpRoutes::service_metrics(Call call) {
  if (!may_see_inside(call, options_.lab)) {
    const bool anonymous = call.principal.kind == kit::http::Principal::Kind::anonymous;
    co_return anonymous ? fail(kit::base::codes::unauthenticated, "Please sign in as an administrator.")
                        : fail(kit::base::codes::forbidden, "Only administrators may see metrics.");
  }
  const std::string& service = call.path("service");
  Instance* const instance = upstreams_.choose(service);
  if (instance == nullptr) co_return std::unexpected(nothing_here(service));
  const Outstanding outstanding(*instance);
  co_return co_await http_.send({.endpoint = {.host = instance->host, .port = instance->port},
                                 .target = fmt::format("/api/{}/metrics", service),
                                 .context = call.context});
}

// For people who open the port in a browser.
HttpRoutes::Answer HttpRoutes::start(Call) {
  co_return Response{.status = 302, .headers = {{"Location", "/docs"}}};
}

HttpRoutes::Answer HttpRoutes::api_document(Call) {
  co_return Response{.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "public, max-age=60"}},
                     .body = options_.api_document};
}

HttpRoutes::Answer HttpRoutes::docs_page(Call) {
  co_return Response{.headers = {{"Content-Type", "text/html; charset=utf-8"},
                                 {"Content-Security-Policy", std::string(docs_policy)},
                                 {"X-Content-Type-Options", "nosniff"}},
                     .body = std::string(docs_html)};
}

HttpRoutes::Answer HttpRoutes::docs_file(Call call) {
  const auto wanted = std::ranges::find(docs_files, std::string_view(call.path("file")), &DocsFile::name);
  if (wanted == docs_files.end()) co_return std::unexpected(nothing_here(std::nullopt));
  const auto content = options_.docs_files.find(std::string(wanted->name));
  if (content == options_.docs_files.end()) {
    co_return fail(kit::base::codes::not_found,
                   "The files of the documentation page are not installed. Run tools/bootstrap and build again.");
  }
  co_return Response{.headers = {{"Content-Type", std::string(wanted->content_type)},
                                 {"Cache-Control", "public, max-age=3600"},
                                 {"X-Content-Type-Options", "nosniff"}},
                     .body = content->second};
}

std::map<std::string, std::string> load_docs_files(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files{{"start.js", std::string(docs_start)}};
  for (const auto& file : docs_files) {
    std::ifstream stream(folder / file.name, std::ios::binary);
    if (!stream) continue;
    std::ostringstream content;
    content << stream.rdbuf();
    files.emplace(file.name, std::move(content).str());
  }
  return files;
}

}  // namespace boxoffice::services::gateway
