#pragma once

// Around every application (of what we have only Cors stands outside of it), and one of the three places that catch
// exceptions: gives each request its id, trace and deadline, answers failures as problem+json, writes the http_request
// log line and the request metrics.
//
// Metrics: http_requests_total{method,route,status}, http_request_duration_seconds{method,route}. Both are counted when
// the answer's body was handed to the server: of a stream at its end. Status 499 stands for a client that went away.

#include "kit/base/id.hpp"
#include "kit/base/random.hpp"
#include "kit/http/message.hpp"
#include "kit/telemetry/telemetry.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace boxoffice::kit::http {

class RequestMetrics;

struct InstrumentOptions {
  /// Of a request that brings none; the header x-request-timeout-ms shortens it. What has not been answered by then is
  /// cancelled and answered 503; a write that still waits for the database is never begun.
  std::chrono::milliseconds deadline{15'000};
  /// Maps a path to its route's pattern, so that metric labels are bounded; "other" for unknown paths. Absent: "other".
  std::function<std::string(std::string_view path)> route_of{};
};

/// A caller's x-request-id is kept when it is 1-128 characters of [A-Za-z0-9._-]; traceparent is continued. Every
/// answer carries x-request-id. A request that brings neither has the id of its trace, so that looking for the id of an
/// answer also finds what messages and tasks did later. Probes (health, readiness, metrics) are logged at debug,
/// everything else at info. The references outlive it; safe from any thread. Throws only what ends the request's own
/// connection (boost::system::system_error: cancelled, client gone, broken body).
class Instrument final : public Application {
 public:
  Instrument(Application& inner, InstrumentOptions options, telemetry::Telemetry& telemetry,
             const base::IdGenerator& ids, base::Random& random);
  ~Instrument() override;

  runtime::Task<Response> serve(Request request, BodyReader& body) override;

 private:
  [[nodiscard]] runtime::Context context_of(const Request& request) const;
  [[nodiscard]] std::string route_of(const std::string& path) const;
  [[nodiscard]] Response answer_failure(const std::exception_ptr& failure, const Request& request) const;

  Application& inner_;
  InstrumentOptions options_;
  telemetry::Telemetry& telemetry_;
  const base::IdGenerator& ids_;
  base::Random& random_;
  std::shared_ptr<RequestMetrics> metrics_;
};

}  // namespace boxoffice::kit::http
