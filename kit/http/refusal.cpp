#include "kit/http/refusal.hpp"

#include "kit/base/error.hpp"
#include "kit/http/problem.hpp"

#include <fmt/format.h>

namespace boxoffice::kit::http {

namespace {

/// The statuses of HTTP as a protocol share codes with those of an API: a client program branches on the status.
base::ErrorCode code_of(int status) {
  switch (status) {
    case 413:
      return base::codes::payload_too_large;
    case 500:
      return base::codes::internal;
    case 503:
      return base::codes::unavailable;
    default:
      return base::codes::malformed_request;
  }
}

}  // namespace

Response refuse(const Refusal& refusal, const std::string& request_id) {
  const auto code = code_of(refusal.status);
  Response response{.status = refusal.status};
  response.headers.add("Content-Type", std::string(problem_media_type));
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("X-Request-Id", request_id);
  if (refusal.status == 503) response.headers.add("Retry-After", "1");
  // All values are ours, so none needs escaping. The path may be what could not be read: the occurrence names itself.
  response.body = fmt::format(
      R"({{"type":"{}","title":"{}","status":{},"detail":"{}","instance":"urn:uuid:{}","code":"{}","requestId":"{}"}})",
      problem_type(code.name), title(code.kind), refusal.status, refusal.detail, request_id, code.name, request_id);
  return response;
}

}  // namespace boxoffice::kit::http
