#include "services/portal/adapters/portal_application.hpp"

#include "kit/http/host.hpp"
#include "kit/http/problem.hpp"
#include "kit/http/proxy.hpp"

#include <string_view>
#include <utility>

namespace boxoffice::services::portal {

using kit::http::BodyReader;
using kit::http::Method;
using kit::http::Request;
using kit::http::Response;
using kit::runtime::Task;

namespace {

constexpr std::string_view page_policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

Response file(std::string_view content_type, const std::string& body) {
  return {.status = 200,
          .headers = {{"Content-Type", std::string(content_type)},
                      {"Cache-Control", "no-cache"},
                      {"Content-Security-Policy", std::string(page_policy)},
                      {"Referrer-Policy", "same-origin"},
                      {"X-Content-Type-Options", "nosniff"}},
          .body = body};
}

}  // namespace

Task<Response> PortalApplication::serve(Request request, BodyReader& body) {
  if (!kit::http::is_known_host(request, options_.hosts)) {
    co_return kit::http::problem_response({.code = kit::base::codes::misdirected_request,
                                           .message = "This portal is not known under that host name. BOXOFFICE_HOSTS "
                                                      "lists the names it has."},
                                          request);
  }
  if (request.path.starts_with("/api/")) co_return co_await pass_on(std::move(request), body);
  const bool reads = request.method == Method::get || request.method == Method::head;
  if (reads && request.path == "/") co_return file("text/html; charset=utf-8", options_.page);
  if (reads && request.path == "/config.json") co_return file("application/json", options_.configuration);
  co_return co_await probes_.serve(std::move(request), body);
}

Task<Response> PortalApplication::pass_on(Request request, BodyReader& body) {
  auto forwarded = kit::http::forwarded_request(request, options_.gateway);
  Response response = co_await http_.forward(std::move(forwarded), &body);
  kit::http::remove_hop_by_hop(response.headers);
  co_return response;
}

}  // namespace boxoffice::services::portal
