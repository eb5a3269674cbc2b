#pragma once

// Signed tokens: JWS compact serialisation (RFC 7515) with ES256 only (RFC 7518), used as JWT access tokens (RFC 9068)
// and as service tokens, checked as RFC 8725 asks.

#include "kit/base/error.hpp"
#include "kit/base/time.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::auth {

/// What our tokens say. Empty members are left out.
struct Claims {
  std::string type{};        // header typ: "at+jwt" or "svc+jwt"
  std::string issuer{};
  std::string subject{};
  std::string audience{};
  std::string session_id{};  // sid
  std::string name{};
  std::string role{};        // "USER" or "ADMIN"
  std::string id{};          // jti
  base::Timestamp issued_at{};
  base::Timestamp expires_at{};
};

/// An ES256 public key with its id; verification is thread-safe.
class PublicKey {
 public:
  /// From a JWK (RFC 7517) {kty: EC, crv: P-256, x, y}; nullopt when it is anything else.
  [[nodiscard]] static std::optional<PublicKey> from_jwk(std::string_view json);
  [[nodiscard]] const std::string& id() const;  // RFC 7638 thumbprint
  [[nodiscard]] std::string to_jwk() const;
  [[nodiscard]] bool verify(std::string_view signed_text, std::string_view signature) const;

 private:
  friend class PrivateKey;
  struct State;
  explicit PublicKey(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

/// An ES256 private key; signing is thread-safe.
class PrivateKey {
 public:
  [[nodiscard]] static PrivateKey generate();
  /// Reads a PEM file, or makes one (mode 0600) when there is none; safe when several processes do it at once.
  /// Throws base::StartupError when it cannot be read or others may read it.
  [[nodiscard]] static PrivateKey load_or_create(const std::filesystem::path& file);

  [[nodiscard]] PublicKey public_key() const;
  /// The compact token.
  [[nodiscard]] std::string sign(const Claims& claims) const;

 private:
  struct State;
  explicit PrivateKey(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

/// What a verifier insists on.
struct Expected {
  std::string type;
  std::string issuer;
  std::string audience;
};

/// Checks form, alg, typ, kid, signature, iss, aud, exp, iat; refuses duplicate members, jku, jwk, x5u, crit and tokens
/// over 4 KiB. UNAUTHENTICATED with a neutral sentence on any failure.
[[nodiscard]] base::Result<Claims> verify_token(std::string_view token, const std::vector<PublicKey>& keys,
                                                const Expected& expected, base::Timestamp now);

}  // namespace boxoffice::kit::auth
