#pragma once

// Answers to what never reaches an application: requests that cannot be read, a server that is full, a failure that no
// middleware caught.

#include "kit/http/message.hpp"
#include "kit/http/parser.hpp"

#include <string_view>

namespace boxoffice::kit::http {

/// An application/problem+json document (RFC 9457) for the refusal's status; Retry-After with 503. `request_id` is a
/// UUID, and its instance.
[[nodiscard]] Response refuse(const Refusal& refusal, const std::string& request_id);

}  // namespace boxoffice::kit::http
