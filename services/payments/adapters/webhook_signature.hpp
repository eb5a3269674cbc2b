#pragma once

// How a provider's webhooks are signed: HMAC-SHA256 (RFC 2104) over "<timestamp>.<body>", hexadecimal, with the body
// byte for byte as it is sent and the time as unix seconds. Headers: x-webhook-id, x-webhook-timestamp,
// x-webhook-signature. Pure functions, safe from any thread.

#include "kit/base/error.hpp"
#include "kit/base/time.hpp"
#include "kit/config/settings.hpp"
#include "kit/http/message.hpp"

#include <chrono>
#include <string>

namespace boxoffice::services::payments {

inline constexpr std::chrono::minutes webhook_window{5};  // how far sender's and receiver's clocks may be apart
inline constexpr std::size_t webhook_id_limit = 100;

struct Webhook {
  std::string id{};
  std::string body{};  // JSON
};

[[nodiscard]] kit::http::Headers sign_webhook(const kit::config::Secret& key, const Webhook& webhook,
                                              kit::base::Timestamp now);

/// The webhook's id. `body` is what came, not what was read of it. UNAUTHENTICATED when a header is missing, the
/// signature is not the key's, or the time is not within the window.
[[nodiscard]] kit::base::Result<std::string> verify_webhook(const kit::config::Secret& key,
                                                            const kit::http::Headers& headers, const std::string& body,
                                                            kit::base::Timestamp now);

}  // namespace boxoffice::services::payments
