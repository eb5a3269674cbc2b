#include "kit/http/refusal.hpp"

#include <fmt/format.h>

namespace boxoffice::kit::http {

namespace {

struct Kind {
  std::string_view title;
  std::string_view code;
};

Kind kind_of(int status) {
  switch (status) {
    case 408:
      return {"Request Timeout", "REQUEST_TIMEOUT"};
    case 413:
      return {"Content Too Large", "PAYLOAD_TOO_LARGE"};
    case 414:
      return {"URI Too Long", "URI_TOO_LONG"};
    case 417:
      return {"Expectation Failed", "EXPECTATION_FAILED"};
    case 431:
      return {"Request Header Fields Too Large", "HEADERS_TOO_LARGE"};
    case 500:
      return {"Internal Server Error", "INTERNAL"};
    case 501:
      return {"Not Implemented", "NOT_IMPLEMENTED"};
    case 503:
      return {"Service Unavailable", "UNAVAILABLE"};
    default:
      return {"Bad Request", "MALFORMED_REQUEST"};
  }
}

}  // namespace

Response refuse(const Refusal& refusal, const std::string& request_id) {
  const auto [title, code] = kind_of(refusal.status);
  Response response{.status = refusal.status,
                    .headers = {{"content-type", "application/problem+json"}, {"x-request-id", request_id}}};
  if (refusal.status == 503) response.headers.add("retry-after", "1");
  // All values are ours, so none needs escaping.
  response.body =
      fmt::format(R"({{"type":"about:blank","title":"{}","status":{},"detail":"{}","code":"{}","requestId":"{}"}})",
                  title, refusal.status, refusal.detail, code, request_id);
  return response;
}

}  // namespace boxoffice::kit::http
