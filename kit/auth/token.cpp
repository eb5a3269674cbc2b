#include "kit/auth/token.hpp"

#include "kit/auth/compact_token.hpp"
#include "kit/base/encoding.hpp"
#include "kit/json/writer.hpp"

#include <algorithm>

namespace boxoffice::kit::auth {

namespace {

std::int64_t to_seconds(base::Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::string header_of(const Claims& claims, const std::string& key_id) {
  json::Writer writer;
  writer.begin_object().member("alg", "ES256").member("typ", claims.type).member("kid", key_id).end_object();
  return writer.take();
}

std::string payload_of(const Claims& claims) {
  json::Writer writer;
  writer.begin_object();
  const auto add = [&writer](std::string_view name, const std::string& text) {
    if (!text.empty()) writer.member(name, text);
  };
  add("iss", claims.issuer);
  add("sub", claims.subject);
  add("aud", claims.audience);
  add("sid", claims.session_id);
  add("name", claims.name);
  add("role", claims.role);
  add("jti", claims.id);
  writer.member("iat", to_seconds(claims.issued_at)).member("exp", to_seconds(claims.expires_at)).end_object();
  return writer.take();
}

}  // namespace

std::string PrivateKey::sign(const Claims& claims) const {
  std::string token = base::base64url_encode(header_of(claims, public_key().id()));
  token.append(".").append(base::base64url_encode(payload_of(claims)));
  const std::string signature = sign_text(token);
  return token.append(".").append(base::base64url_encode(signature));
}

base::Result<Claims> verify_token(std::string_view token, const std::vector<PublicKey>& keys, const Expected& expected,
                                  base::Timestamp now) {
  const auto parsed = parse_compact(token);
  if (!parsed) return bad_token();
  const auto key = std::ranges::find(keys, parsed->key_id, &PublicKey::id);
  if (key == keys.end()) return bad_token();
  return verify_compact(*parsed, *key, expected, now);
}

}  // namespace boxoffice::kit::auth
