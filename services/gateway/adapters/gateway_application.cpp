#include "services/gateway/adapters/gateway_application.hpp"

#include "kit/auth/compact_token.hpp"
#include "kit/base/encoding.hpp"
#include "kit/base/failure.hpp"
#include "kit/http/host.hpp"
#include "kit/http/problem.hpp"
#include "kit/http/proxy.hpp"
#include "services/gateway/adapters/http_routes.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace boxoffice::services::gateway {

using kit::http::BodyReader;
using kit::http::Request;
using kit::http::Response;
using kit::runtime::Task;

namespace {

kit::base::Error misdirected() {
  return {.code = kit::base::codes::misdirected_request,
          .message = "This gateway is not known under that host name. BOXOFFICE_HOSTS lists the names it has."};
}

/// Tokens with which services call each other mean nothing from outside.
void drop_service_token(Request& request) {
  constexpr std::string_view scheme = "bearer ";
  const auto authorization = request.headers.get("authorization");
  // Schemes compare without case (RFC 9110, 11.1).
  if (!authorization || kit::base::ascii_lower(authorization->substr(0, scheme.size())) != scheme) return;
  const auto token = kit::auth::parse_compact(authorization->substr(scheme.size()));
  if (token && token->claims.type == "svc+jwt") request.headers.erase("authorization");
}

/// Keeps a request outstanding until its streamed answer has been read or given up.
kit::http::BodyStream counted(kit::http::BodyStream stream, Outstanding outstanding) {
  struct Counted {
    kit::http::BodyStream stream;
    Outstanding outstanding;
  };
  auto counted_stream = std::make_shared<Counted>(std::move(stream), std::move(outstanding));
  return [counted_stream] { return counted_stream->stream(); };
}

}  // namespace

GatewayApplication::GatewayApplication(Collaborators parts, std::vector<std::string> hosts)
    : parts_(parts), hosts_(std::move(hosts)) {}

Task<Response> GatewayApplication::serve(Request request, BodyReader& body) {
  if (!kit::http::is_known_host(request, hosts_)) {
    co_return kit::http::problem_response(misdirected(), request);
  }
  const auto service = service_of(request.path);
  const bool own = parts_.own_routes.matches(request.path);
  Instance* const instance = service && !own ? parts_.upstreams.choose(*service) : nullptr;
  if (own) co_return co_await parts_.own_routes.serve(std::move(request), body);
  if (instance == nullptr) co_return kit::http::problem_response(nothing_here(service), request);
  if (!is_plain(request.path) || parts_.service_only.contains(request.path)) {
    co_return kit::http::problem_response(nothing_here(std::nullopt), request);
  }
  drop_service_token(request);
  co_return co_await pass_on(std::move(request), body, *instance);
}

// Where circuit breakers, retries, concurrency limits and rate limits belong: around this one call.
Task<Response> GatewayApplication::pass_on(Request request, BodyReader& body, Instance& instance) {
  Outstanding outstanding(instance);
  try {
    auto forwarded = kit::http::forwarded_request(request, {.host = instance.host, .port = instance.port});
    Response response = co_await parts_.http.forward(std::move(forwarded), &body);
    kit::http::remove_hop_by_hop(response.headers);
    if (response.stream) response.stream = counted(std::move(response.stream), std::move(outstanding));
    co_return response;
  } catch (const kit::base::TimedOut&) {
    throw;  // slow is not down
  } catch (const kit::base::Unavailable& failure) {
    instance.up = false;  // until the next look at its health
    parts_.telemetry.log.warn(
        "upstream_unavailable",
        {{"upstream", fmt::format("{}:{}", instance.host, instance.port)}, {"reason", failure.what()}},
        request.context);
    throw;
  }
}

}  // namespace boxoffice::services::gateway
