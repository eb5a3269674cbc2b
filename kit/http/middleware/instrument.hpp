#pragma once

// The outermost application of every server, and one of the three places that catch exceptions: gives each request its
// id, trace and deadline, answers failures as problem+json, writes the http_request log line and the request metrics.

#include "kit/base/random.hpp"
#include "kit/base/id.hpp"
#include "kit/http/message.hpp"
#include "kit/telemetry/telemetry.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace boxoffice::kit::http {

struct InstrumentOptions {
  std::chrono::milliseconds deadline{15'000};  // of a request that brings none (header x-request-timeout-ms shortens it)
  /// Maps a path to its route's pattern, so that metric labels are bounded; "other" for unknown paths.
  std::function<std::string(std::string_view path)> route_of;
};

/// A caller's x-request-id is kept when it is 1-128 characters of [A-Za-z0-9._-]; traceparent is continued.
class Instrument final : public Application {
 public:
  Instrument(Application& inner, InstrumentOptions options, telemetry::Telemetry& telemetry,
             const base::IdGenerator& ids, base::Random& random);
  runtime::Task<Response> serve(Request request, BodyReader& body) override;

 private:
  Application& inner_;
  InstrumentOptions options_;
  telemetry::Telemetry& telemetry_;
  const base::IdGenerator& ids_;
  base::Random& random_;
};

}  // namespace boxoffice::kit::http
