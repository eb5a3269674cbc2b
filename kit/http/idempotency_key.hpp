#pragma once

// The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) as the router reads it.

#include "kit/base/error.hpp"
#include "kit/http/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::kit::http {

/// The key of a request: 1 to 255 printable ASCII characters, taken as they are. MALFORMED_REQUEST for anything else,
/// and for a missing one when `required`.
[[nodiscard]] base::Result<std::optional<std::string>> idempotency_key(const Headers& headers, bool required);

/// What a repeat must have in common with the first request: SHA-256 of method, target and body, in hex.
[[nodiscard]] std::string fingerprint(Method method, std::string_view target, std::string_view body);

}  // namespace boxoffice::kit::http
