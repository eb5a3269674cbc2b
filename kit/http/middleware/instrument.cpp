#include "kit/http/middleware/instrument.hpp"

#include "kit/base/failure.hpp"
#include "kit/base/number.hpp"
#include "kit/base/reason.hpp"
#include "kit/http/middleware/request_metrics.hpp"
#include "kit/http/middleware/request_record.hpp"
#include "kit/http/problem.hpp"
#include "kit/runtime/cancellation.hpp"
#include "kit/telemetry/trace.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace boxoffice::kit::http {

namespace {

constexpr std::size_t longest_request_id = 128;

bool is_request_id(std::string_view text) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !text.empty() && text.size() <= longest_request_id &&
         text.find_first_not_of(allowed) == std::string_view::npos;
}

/// How long the caller is going to wait, if it says so in a way that makes sense.
std::optional<std::chrono::milliseconds> asked_time(const Headers& headers) {
  const auto milliseconds = base::parse_integer(headers.get("x-request-timeout-ms").value_or(""));
  if (!milliseconds || *milliseconds <= 0) return std::nullopt;
  return std::chrono::milliseconds{*milliseconds};
}

/// The connection ended, the request was cancelled or its body is broken: the server's business. Adapters translate the
/// errors of other connections, so nothing else throws this type.
bool is_of_connection(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error&) {
    return true;
  } catch (...) {
    return false;
  }
}

std::exception_ptr too_late() {
  return std::make_exception_ptr(base::TimedOut("no answer before the request's deadline"));
}

}  // namespace

Instrument::Instrument(Application& inner, InstrumentOptions options, telemetry::Telemetry& telemetry,
                       const base::IdGenerator& ids, base::Random& random)
    : inner_(inner),
      options_(std::move(options)),
      telemetry_(telemetry),
      ids_(ids),
      random_(random),
      metrics_(std::make_shared<RequestMetrics>(telemetry.metrics)) {}

Instrument::~Instrument() = default;

runtime::Task<Response> Instrument::serve(Request request, BodyReader& body) {
  request.context = context_of(request);
  RequestRecord record(telemetry_.log, metrics_, request, route_of(request.path));
  const Request head{.path = request.path, .context = request.context};  // what a problem document needs
  body.expire_at(request.context.deadline);
  Response response;
  std::exception_ptr failure;
  try {
    response = co_await inner_.serve(std::move(request), body);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    if (body.expired() && runtime::is_cancellation(failure)) failure = too_late();
    if (is_of_connection(failure)) std::rethrow_exception(failure);  // the record says "client gone"
    response = answer_failure(failure, head);
  }
  response.headers.set("x-request-id", head.context.request_id);
  co_return recorded(std::move(response), std::move(record));
}

runtime::Context Instrument::context_of(const Request& request) const {
  const std::string_view id = request.headers.get("x-request-id").value_or("");
  const auto parent = telemetry::parse_traceparent(request.headers.get("traceparent").value_or(""));
  const auto time = std::min(options_.deadline, asked_time(request.headers).value_or(options_.deadline));
  runtime::Context context{.request_id = std::string(id),
                           .trace = telemetry::child_of(parent.value_or(runtime::Trace{}), random_),
                           .deadline = runtime::Deadline::after(time)};
  // A caller's trace may have many requests; one that begins here has this one, so both go by the same name.
  if (!is_request_id(id)) context.request_id = parent ? ids_.next() : context.trace.trace_id;
  return context;
}

std::string Instrument::route_of(const std::string& path) const {
  return options_.route_of ? options_.route_of(path) : "other";
}

Response Instrument::answer_failure(const std::exception_ptr& failure, const Request& request) const {
  const base::Error error = error_of(failure);
  if (error.code == base::codes::unavailable) {
    telemetry_.log.warn("request_refused", {{"reason", base::reason_of(failure)}}, request.context);
  } else {
    telemetry_.log.error("request_failed", {{"reason", base::reason_of(failure)}}, request.context);
  }
  return problem_response(error, request);
}

}  // namespace boxoffice::kit::http
