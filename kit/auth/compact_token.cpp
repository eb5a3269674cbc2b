#include "kit/auth/compact_token.hpp"

#include "kit/base/encoding.hpp"
#include "kit/json/reader.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::kit::auth {

namespace {

// Times beyond the year 9999 would not fit into our own type.
constexpr std::int64_t latest_seconds = 253'402'300'799;

/// The three parts between exactly two dots, none empty.
std::optional<std::array<std::string_view, 3>> split(std::string_view token) {
  const auto first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  const std::array parts = {token.substr(0, first), token.substr(first + 1, second - first - 1),
                            token.substr(second + 1)};
  if (std::ranges::any_of(parts, &std::string_view::empty)) return std::nullopt;
  return parts;
}

/// Strict JSON with no member twice, inside strict base64url.
std::optional<json::Value> decode_object(std::string_view part) {
  const auto text = base::base64url_decode(part);
  if (!text) return std::nullopt;
  auto value = json::parse(*text);
  if (!value || !value->is_object()) return std::nullopt;
  return *std::move(value);
}

/// Reads alg, typ and kid; any other parameter could change what the signature means.
bool read_header(const json::Value& header, CompactToken& token) {
  const auto is_known = [](const auto& member) {
    return member.first == "alg" || member.first == "typ" || member.first == "kid";
  };
  if (!std::ranges::all_of(header.members(), is_known)) return false;
  const auto type = header.string("typ");
  const auto key_id = header.string("kid");
  if (header.string("alg") != "ES256" || !type || !key_id) return false;
  token.claims.type = *type;
  token.key_id = *key_id;
  return true;
}

/// An absent text is empty; a present one must be text.
bool read_text(const json::Value& payload, std::string_view name, std::string& target) {
  if (!payload.get(name)) return true;
  auto text = payload.string(name);
  if (!text) return false;
  target = *std::move(text);
  return true;
}

std::optional<std::int64_t> read_seconds(const json::Value& payload, std::string_view name) {
  const auto seconds = payload.integer(name);
  if (!seconds || *seconds < 0 || *seconds > latest_seconds) return std::nullopt;
  return seconds;
}

base::Timestamp from_seconds(std::int64_t seconds) {
  return base::Timestamp{std::chrono::seconds{seconds}};
}

bool read_payload(const json::Value& payload, CompactToken& token) {
  Claims& claims = token.claims;
  const bool texts = read_text(payload, "iss", claims.issuer) && read_text(payload, "sub", claims.subject) &&
                     read_text(payload, "aud", claims.audience) && read_text(payload, "sid", claims.session_id) &&
                     read_text(payload, "name", claims.name) && read_text(payload, "role", claims.role) &&
                     read_text(payload, "jti", claims.id);
  const auto issued_at = read_seconds(payload, "iat");
  const auto expires_at = read_seconds(payload, "exp");
  if (!texts || !issued_at || !expires_at) return false;
  claims.issued_at = from_seconds(*issued_at);
  claims.expires_at = from_seconds(*expires_at);
  if (payload.get("nbf")) {
    token.not_before = read_seconds(payload, "nbf");
    if (!token.not_before) return false;
  }
  return true;
}

}  // namespace

std::optional<CompactToken> parse_compact(std::string_view text) {
  if (text.size() > token_limit) return std::nullopt;
  const auto parts = split(text);
  if (!parts) return std::nullopt;
  const auto& [header_part, payload_part, signature_part] = *parts;

  CompactToken token;
  const auto header = decode_object(header_part);
  if (!header || !read_header(*header, token)) return std::nullopt;
  const auto payload = decode_object(payload_part);
  if (!payload || !read_payload(*payload, token)) return std::nullopt;
  auto signature = base::base64url_decode(signature_part);
  if (!signature) return std::nullopt;
  token.signature = *std::move(signature);
  token.signed_text = text.substr(0, header_part.size() + 1 + payload_part.size());
  return token;
}

base::Result<Claims> verify_compact(const CompactToken& token, const PublicKey& key, const Expected& expected,
                                    base::Timestamp now) {
  const Claims& claims = token.claims;
  if (claims.type != expected.type || token.key_id != key.id()) return bad_token();
  if (!key.verify(token.signed_text, token.signature)) return bad_token();
  if (claims.issuer != expected.issuer || claims.audience != expected.audience || claims.subject.empty()) {
    return bad_token();
  }
  if (now >= claims.expires_at || claims.issued_at > now + clock_leeway) return bad_token();
  if (token.not_before && from_seconds(*token.not_before) > now + clock_leeway) return bad_token();
  return claims;
}

std::unexpected<base::Error> bad_token() {
  return base::fail(base::codes::unauthenticated, "The access token is not valid or has expired; sign in again.");
}

}  // namespace boxoffice::kit::auth
