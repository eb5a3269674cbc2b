#include "kit/http/problem.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/failure.hpp"
#include "kit/json/writer.hpp"

#include <algorithm>
#include <array>
#include <variant>

namespace boxoffice::kit::http {

int http_status(base::ErrorKind kind) {
  switch (kind) {
    case base::ErrorKind::malformed:
      return 400;
    case base::ErrorKind::unauthenticated:
      return 401;
    case base::ErrorKind::payment_required:
      return 402;
    case base::ErrorKind::forbidden:
      return 403;
    case base::ErrorKind::not_found:
      return 404;
    case base::ErrorKind::method_not_allowed:
      return 405;
    case base::ErrorKind::conflict:
      return 409;
    case base::ErrorKind::payload_too_large:
      return 413;
    case base::ErrorKind::unsupported_media:
      return 415;
    case base::ErrorKind::misdirected:
      return 421;
    case base::ErrorKind::invalid:
      return 422;
    case base::ErrorKind::too_many_requests:
      return 429;
    case base::ErrorKind::internal:
      return 500;
    case base::ErrorKind::unavailable:
      return 503;
  }
  return 500;  // a value outside the enumeration: still an answer
}

std::string_view title(base::ErrorKind kind) {
  switch (kind) {
    case base::ErrorKind::malformed:
      return "The request cannot be read";
    case base::ErrorKind::unauthenticated:
      return "Sign in first";
    case base::ErrorKind::payment_required:
      return "The payment did not go through";
    case base::ErrorKind::forbidden:
      return "Not allowed";
    case base::ErrorKind::not_found:
      return "Not found";
    case base::ErrorKind::method_not_allowed:
      return "Method not allowed";
    case base::ErrorKind::conflict:
      return "Not possible in the current state";
    case base::ErrorKind::payload_too_large:
      return "The request is too large";
    case base::ErrorKind::unsupported_media:
      return "Unsupported media type";
    case base::ErrorKind::misdirected:
      return "Misdirected request";
    case base::ErrorKind::invalid:
      return "Some values are not valid";
    case base::ErrorKind::too_many_requests:
      return "Too many requests";
    case base::ErrorKind::internal:
      return "Internal error";
    case base::ErrorKind::unavailable:
      return "Temporarily unavailable";
  }
  return "Internal error";
}

std::string problem_type(std::string_view code) {
  std::string name = base::ascii_lower(code);
  std::ranges::replace(name, '_', '-');
  return "urn:boxoffice:problem:" + name;
}

bool is_standard_member(std::string_view name) {
  constexpr std::array<std::string_view, 8> members{"type",     "title", "status",    "detail",
                                                    "instance", "code",  "requestId", "errors"};
  return std::ranges::find(members, name) != members.end();
}

namespace {

void write_fields(json::Writer& writer, const std::vector<base::FieldError>& fields) {
  writer.name("errors").begin_array();
  for (const base::FieldError& field : fields) {
    writer.begin_object().member("pointer", field.pointer).member("message", field.message).end_object();
  }
  writer.end_array();
}

void write_detail(json::Writer& writer, const base::Detail& detail) {
  if (is_standard_member(detail.name)) return;  // cannot replace them
  std::visit([&](const auto& value) { writer.member(detail.name, value); }, detail.value);
}

std::string problem_document(const base::Error& error, const Request& request) {
  const base::ErrorKind kind = error.code.kind;
  json::Writer writer;
  writer.begin_object()
      .member("type", problem_type(error.code.name))
      .member("title", title(kind))
      .member("status", http_status(kind))
      .member("detail", error.message)
      .member("instance", request.path)
      .member("code", error.code.name)
      .member("requestId", request.context.request_id);
  if (!error.fields.empty()) write_fields(writer, error.fields);
  for (const base::Detail& detail : error.details) write_detail(writer, detail);
  return writer.end_object().take();
}

}  // namespace

Response problem_response(const base::Error& error, const Request& request) {
  Response response{.status = http_status(error.code.kind), .body = problem_document(error, request)};
  response.headers.add("Content-Type", std::string(problem_media_type));
  response.headers.add("Cache-Control", "no-store");
  if (error.retry_after || base::is_retryable(error.code.kind)) {
    const auto wait = std::max(error.retry_after.value_or(std::chrono::seconds{1}), std::chrono::seconds{1});
    response.headers.add("Retry-After", std::to_string(wait.count()));
  }
  if (error.code.kind == base::ErrorKind::unauthenticated) response.headers.add("WWW-Authenticate", "Bearer");
  return response;
}

base::Error error_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const base::Unavailable& unavailable) {
    return {.code = base::codes::unavailable,
            .message = "This part of the service does not answer now. Try again in a moment.",
            .retry_after = unavailable.retry_after()};
  } catch (...) {
    return {.code = base::codes::internal,
            .message = "Something went wrong on our side. If it happens again, tell us the request id."};
  }
}

}  // namespace boxoffice::kit::http
