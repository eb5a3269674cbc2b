#pragma once

// Cross-origin requests (Fetch standard, "CORS protocol") from an allow-list of origins. Never with credentials: tokens
// travel in Authorization, and the session cookie counts only for the portals' own origins.

#include "kit/http/message.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::http {

struct CorsOptions {
  std::vector<std::string> origins{};  // "https://tickets.example", compared as they are; empty: no other origin
  std::vector<std::string> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  std::vector<std::string> request_headers{"authorization", "content-type", "idempotency-key", "traceparent",
                                           "x-request-id"};
  std::vector<std::string> exposed_headers{"etag", "idempotency-replayed", "location", "retry-after", "x-request-id"};
  std::chrono::seconds max_age{600};  // how long a browser may remember a preflight
};

/// Answers preflights itself (204; without allowance for an origin that is not listed, so that the browser refuses) and
/// adds the allowance to answers for listed origins. Does not refuse requests: that is the browser's part. Outlived by
/// `inner`; safe from any thread.
class Cors final : public Application {
 public:
  Cors(Application& inner, CorsOptions options);
  runtime::Task<Response> serve(Request request, BodyReader& body) override;

 private:
  [[nodiscard]] bool is_allowed(std::string_view origin) const;
  [[nodiscard]] Response preflight(const std::string& origin) const;

  Application& inner_;
  CorsOptions options_;
};

}  // namespace boxoffice::kit::http
