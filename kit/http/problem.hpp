#pragma once

// RFC 9457: every error answer is an application/problem+json document.

#include "kit/base/error.hpp"
#include "kit/http/message.hpp"

#include <exception>
#include <string>
#include <string_view>

namespace boxoffice::kit::http {

inline constexpr std::string_view problem_media_type = "application/problem+json";

/// The one function that maps an error's kind to an HTTP status.
[[nodiscard]] int http_status(base::ErrorKind kind);

/// The problem's title: short, the same for every occurrence.
[[nodiscard]] std::string_view title(base::ErrorKind kind);

/// The problem's type, stable per code: "urn:boxoffice:problem:sold-out" of SOLD_OUT.
[[nodiscard]] std::string problem_type(std::string_view code);

/// Whether `name` is a member of RFC 9457 or one that all our problems may have. What else a problem has are its
/// details.
[[nodiscard]] bool is_standard_member(std::string_view name);

/// {type, title, status, detail, instance, code, requestId, errors?, ...details}. Retry-After for 429, 503 and where
/// the error says when to come back; WWW-Authenticate for 401; never cached. Of `request` only path and context count.
[[nodiscard]] Response problem_response(const base::Error& error, const Request& request);

/// The Error for an exception that reached the HTTP middleware: Unavailable and its kin 503, everything else INTERNAL.
[[nodiscard]] base::Error error_of(const std::exception_ptr& failure);

}  // namespace boxoffice::kit::http
