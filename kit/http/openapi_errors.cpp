#include "kit/http/openapi.hpp"

namespace boxoffice::kit::http {

namespace {

using Codes = std::vector<base::ErrorCode>;

void add_of_guard(Guard guard, Codes& codes) {
  if (guard != Guard::anyone) codes.push_back(base::codes::unauthenticated);
  if (guard != Guard::anyone && guard != Guard::optional) codes.push_back(base::codes::forbidden);
}

void add_of_input(const RouteDescription& route, Codes& codes) {
  const bool has_path_parameter = route.pattern.find('{') != std::string::npos;
  const bool has_key = route.options.idempotency != Idempotency::none;
  const bool has_fields = route.query != nullptr || route.body != nullptr;
  if (has_path_parameter || has_key || has_fields) codes.push_back(base::codes::malformed_request);
  if (has_path_parameter) codes.push_back(base::codes::not_found);
  if (has_fields) codes.push_back(base::codes::validation_failed);
  if (has_key) codes.insert(codes.end(), {base::codes::request_in_progress, base::codes::idempotency_key_reused});
  if (route.body != nullptr) {
    codes.insert(codes.end(), {base::codes::payload_too_large, base::codes::unsupported_media_type});
  }
}

}  // namespace

std::vector<base::ErrorCode> possible_errors(const RouteDescription& route) {
  Codes codes;
  add_of_guard(route.guard, codes);
  add_of_input(route, codes);
  codes.insert(codes.end(), {base::codes::internal, base::codes::unavailable});
  codes.insert(codes.end(), route.options.errors.begin(), route.options.errors.end());
  return codes;
}

}  // namespace boxoffice::kit::http
