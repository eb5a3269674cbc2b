#include "services/users/adapters/jwt_tokens.hpp"

#include "kit/auth/authenticator.hpp"
#include "kit/auth/hmac.hpp"
#include "kit/auth/revocations.hpp"
#include "services/users/adapters/sql_rows.hpp"

#include <fmt/format.h>

#include <charconv>

namespace boxoffice::services::users {

namespace {

/// "<session>.<generation>", what the MAC covers.
std::string refresh_subject(const contracts::SessionId& session, std::int64_t generation) {
  return fmt::format("{}.{}", session.str(), generation);
}

}  // namespace

std::string JwtTokens::access_token(const User& user, const contracts::SessionId& session, Timestamp now) const {
  return key_.sign({.type = "at+jwt",
                    .issuer = std::string(kit::auth::user_token_issuer),
                    .subject = user.id.str(),
                    .audience = std::string(kit::auth::user_token_audience),
                    .session_id = session.str(),
                    .name = user.username,
                    .role = std::string(to_text(user.role)),
                    .issued_at = now,
                    .expires_at = now + kit::auth::access_token_life});
}

std::string JwtTokens::refresh_token(const contracts::SessionId& session, std::int64_t generation) const {
  const std::string subject = refresh_subject(session, generation);
  return fmt::format("{}.{}", subject, kit::auth::hmac_sha256_base64url(refresh_key_.reveal(), subject));
}

std::optional<Tokens::RefreshClaim> JwtTokens::read_refresh_token(const std::string& text) const {
  const auto second = text.rfind('.');
  if (second == std::string::npos || second == 0) return std::nullopt;
  const auto first = text.rfind('.', second - 1);
  if (first == std::string::npos) return std::nullopt;

  RefreshClaim claim{.session = contracts::SessionId{text.substr(0, first)}};
  const char* const begin = text.data() + first + 1;
  const char* const end = text.data() + second;
  const auto [stop, problem] = std::from_chars(begin, end, claim.generation);
  if (problem != std::errc{} || stop != end) return std::nullopt;
  // Made again and compared as a whole: other spellings of the same numbers are no tokens of ours.
  if (!kit::auth::constant_time_equal(text, refresh_token(claim.session, claim.generation))) return std::nullopt;
  return claim;
}

std::string JwtTokens::key_set() const {
  return fmt::format(R"({{"keys":[{}]}})", key_.public_key().to_jwk());
}

}  // namespace boxoffice::services::users
