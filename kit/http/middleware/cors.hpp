#pragma once

// Cross-origin requests (Fetch standard, "CORS protocol") from an allow-list of origins. Never with credentials: tokens
// travel in Authorization, and the session cookie counts only for the portals' own origins.
//
// Two applications: Cors stands outside of Instrument, because the answer to a failure needs the allowance too (without
// it a browser shows the page a network error in place of the 503); Preflights stands inside, so that its answers have
// an id, a log line and metrics as all others have.

#include "kit/http/message.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::http {

struct CorsOptions {
  std::vector<std::string> origins{};  // "https://tickets.example", compared as they are; empty: no other origin
  std::vector<std::string> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  std::vector<std::string> request_headers{"authorization", "content-type", "idempotency-key", "if-match",
                                           "if-none-match", "traceparent",  "x-request-id",    "x-request-timeout-ms"};
  std::vector<std::string> exposed_headers{
      "content-disposition", "etag",        "idempotency-replayed", "location", "ratelimit",
      "ratelimit-policy",    "retry-after", "x-request-id"};
  std::chrono::seconds max_age{600};  // how long a browser may remember a preflight
};

/// Adds the allowance to every answer for a listed origin. Does not refuse requests: that is the browser's part.
/// Outlived by `inner`; safe from any thread.
class Cors final : public Application {
 public:
  Cors(Application& inner, CorsOptions options);
  runtime::Task<Response> serve(Request request, BodyReader& body) override;

 private:
  Application& inner_;
  CorsOptions options_;
};

/// Answers preflights itself: 204, for a listed origin with what it may send, for another without, so that the browser
/// refuses. Whether the origin is allowed says Cors around it. Outlived by `inner`; safe from any thread.
class Preflights final : public Application {
 public:
  Preflights(Application& inner, CorsOptions options);
  runtime::Task<Response> serve(Request request, BodyReader& body) override;

 private:
  Application& inner_;
  CorsOptions options_;
};

}  // namespace boxoffice::kit::http
