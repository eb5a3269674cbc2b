#pragma once

// Judges bearer tokens in every service: user tokens with the published keys of the users service, service tokens with
// the keys in secrets/.

#include "kit/auth/revocations.hpp"
#include "kit/auth/token.hpp"
#include "kit/auth/user_keys.hpp"
#include "kit/base/time.hpp"
#include "kit/http/client.hpp"
#include "kit/http/guard.hpp"
#include "kit/runtime/worker.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace boxoffice::kit::auth {

inline constexpr std::string_view user_token_issuer = "boxoffice-users";
inline constexpr std::string_view user_token_audience = "boxoffice";
inline constexpr std::string_view user_token_type = "at+jwt";  // RFC 9068
inline constexpr std::string_view service_token_type = "svc+jwt";

struct AuthenticatorOptions {
  std::string service{};                 // this service's name: audience of service tokens
  http::Endpoint users{};                // where /api/users/.well-known/jwks.json is
  std::filesystem::path jwks_file{};     // the last key set, kept for starts while users is away
  std::filesystem::path service_keys{};  // secrets/service-keys: <service>.pem (private), <service>.jwk (public)
};

/// Verified tokens are cached by SHA-256, at most 10,000, until they expire.
/// Cache away: ADMIN tokens throw base::Unavailable at once, others when the state is older than 60 s. Keys away:
/// tokens of known keys are served, others throw. Safe from any thread of the client; client, revocations and clock
/// outlive it and its worker. Several Authorization headers in one request are a bad token.
class TokenAuthenticator final : public http::Authenticator {
 public:
  TokenAuthenticator(AuthenticatorOptions options, http::Client& client, Revocations& revocations,
                     const base::Clock& clock);
  /// With keys from elsewhere than HTTP.
  TokenAuthenticator(AuthenticatorOptions options, std::unique_ptr<KeySource> source, Revocations& revocations,
                     const base::Clock& clock);
  ~TokenAuthenticator() override;

  runtime::Task<base::Result<http::Principal>> authenticate(const http::Request& request) override;

  /// Fetches the key set at start, every 10 minutes, and when a token names an unknown key (at most once a second).
  [[nodiscard]] runtime::Worker key_refresher();

  /// True once there are keys and the state of sessions is known: before that every user token is 503.
  [[nodiscard]] bool can_judge() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Makes the tokens with which one service calls others (typ svc+jwt, 60 s), renewed half-way. Its constructor reads or
/// makes <service>.pem and publishes <service>.jwk; throws base::StartupError. Safe from any thread; the clock outlives
/// it.
class ServiceTokens {
 public:
  ServiceTokens(std::string service, const std::filesystem::path& service_keys, const base::Clock& clock);
  /// For header Authorization: "Bearer ...".
  [[nodiscard]] std::string authorization_for(const std::string& target_service);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace boxoffice::kit::auth
