#include "services/payments/adapters/webhook_signature.hpp"

#include "kit/auth/hmac.hpp"
#include "kit/base/number.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace boxoffice::services::payments {

namespace {

using std::chrono::seconds;

std::string signed_text(std::string_view timestamp, std::string_view body) {
  return fmt::format("{}.{}", timestamp, body);
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  constexpr std::size_t most_digits = 12;  // so that it fits milliseconds
  return text.size() > most_digits ? std::nullopt : kit::base::parse_integer(text);
}

bool is_within_window(std::int64_t sent_at, kit::base::Timestamp now) {
  const auto sent = kit::base::Timestamp{seconds{sent_at}};
  return sent >= now - webhook_window && sent <= now + webhook_window;
}

std::unexpected<kit::base::Error> refused() {
  return kit::base::fail(kit::base::codes::unauthenticated, "The webhook's signature is missing, wrong or too old.");
}

}  // namespace

kit::http::Headers sign_webhook(const kit::config::Secret& key, const Webhook& webhook, kit::base::Timestamp now) {
  const std::string timestamp = fmt::format("{}", std::chrono::duration_cast<seconds>(now.time_since_epoch()).count());
  return {{"x-webhook-id", webhook.id},
          {"x-webhook-timestamp", timestamp},
          {"x-webhook-signature", kit::auth::hmac_sha256_hex(key.reveal(), signed_text(timestamp, webhook.body))}};
}

kit::base::Result<std::string> verify_webhook(const kit::config::Secret& key, const kit::http::Headers& headers,
                                              const std::string& body, kit::base::Timestamp now) {
  const std::string_view id = headers.get("x-webhook-id").value_or("");
  const std::string_view timestamp = headers.get("x-webhook-timestamp").value_or("");
  const std::string_view signature = headers.get("x-webhook-signature").value_or("");
  if (id.empty() || id.size() > webhook_id_limit) return refused();
  if (!kit::auth::verify_hmac_sha256_hex(key.reveal(), signed_text(timestamp, body), signature)) return refused();
  const auto sent_at = parse_seconds(timestamp);
  if (!sent_at || !is_within_window(*sent_at, now)) return refused();
  return std::string(id);
}

}  // namespace boxoffice::services::payments
