#include "kit/http/middleware/cors.hpp"

#include "kit/http/middleware/vary.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace boxoffice::kit::http {

namespace {

bool is_preflight(const Request& request) {
  return request.method == Method::options && request.headers.has("Origin") &&
         request.headers.has("Access-Control-Request-Method");
}

std::string origin_of(const Request& request) {
  return std::string(request.headers.get("Origin").value_or(""));
}

bool is_listed(const CorsOptions& options, std::string_view origin) {
  return std::ranges::find(options.origins, origin) != options.origins.end();
}

std::string list(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Cors::Cors(Application& inner, CorsOptions options) : inner_(inner), options_(std::move(options)) {}

runtime::Task<Response> Cors::serve(Request request, BodyReader& body) {
  const std::string origin = origin_of(request);
  Response response = co_await inner_.serve(std::move(request), body);
  // Also without Origin: a cache must not give that answer to another origin.
  if (!options_.origins.empty()) add_vary(response.headers, "Origin");
  if (is_listed(options_, origin)) {
    response.headers.set("Access-Control-Allow-Origin", origin);
    response.headers.set("Access-Control-Expose-Headers", list(options_.exposed_headers));
  }
  co_return response;
}

Preflights::Preflights(Application& inner, CorsOptions options) : inner_(inner), options_(std::move(options)) {}

runtime::Task<Response> Preflights::serve(Request request, BodyReader& body) {
  if (!is_preflight(request)) co_return co_await inner_.serve(std::move(request), body);
  Response response{.status = 204};
  add_vary(response.headers, "Origin");
  if (!is_listed(options_, origin_of(request))) co_return response;
  response.headers.set("Access-Control-Allow-Methods", list(options_.methods));
  response.headers.set("Access-Control-Allow-Headers", list(options_.request_headers));
  response.headers.set("Access-Control-Max-Age", std::to_string(options_.max_age.count()));
  co_return response;
}

}  // namespace boxoffice::kit::http
