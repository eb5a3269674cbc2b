#pragma once

// Access tokens (RFC 9068) signed with the service's key, and refresh tokens that say session and generation under a
// MAC, so that nothing that could be stolen from the database is a token.

#include "kit/auth/token.hpp"
#include "kit/config/settings.hpp"
#include "services/users/core/ports.hpp"

namespace boxoffice::services::users {

/// Safe from any thread.
class JwtTokens final : public Tokens {
 public:
  /// `refresh_key` has at least 256 bits.
  JwtTokens(kit::auth::PrivateKey key, kit::config::Secret refresh_key)
      : key_(std::move(key)), refresh_key_(std::move(refresh_key)) {}

  [[nodiscard]] std::string access_token(const User& user, const contracts::SessionId& session,
                                         Timestamp now) const override;
  [[nodiscard]] std::string refresh_token(const contracts::SessionId& session, std::int64_t generation) const override;
  [[nodiscard]] std::optional<RefreshClaim> read_refresh_token(const std::string& text) const override;

  /// The JWKS document (RFC 7517) with the public key of access tokens.
  [[nodiscard]] std::string key_set() const;

 private:
  kit::auth::PrivateKey key_;
  kit::config::Secret refresh_key_;
};

}  // namespace boxoffice::services::users
