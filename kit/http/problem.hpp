#pragma once

// RFC 9457: every error answer is an application/problem+json document.

#include "kit/base/error.hpp"
#include "kit/http/message.hpp"

#include <exception>
#include <string>

namespace boxoffice::kit::http {

/// The one function that maps an error's kind to an HTTP status.
[[nodiscard]] int http_status(base::ErrorKind kind);

/// {type, title, status, detail, instance, code, requestId, errors?, ...details}; Retry-After for 429 and 503.
[[nodiscard]] Response problem_response(const base::Error& error, const Request& request);

/// The Error for an exception that reached the HTTP middleware: Unavailable and its kin 503, everything else INTERNAL.
[[nodiscard]] base::Error error_of(const std::exception_ptr& failure);

}  // namespace boxoffice::kit::http
