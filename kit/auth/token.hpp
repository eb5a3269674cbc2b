#pragma once

// Signed tokens: JWS compact serialisation (RFC 7515) with ES256 only (RFC 7518), used as JWT access tokens (RFC 9068)
// and as service tokens, checked as RFC 8725 asks.

#include "kit/base/error.hpp"
#include "kit/base/time.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::auth {

/// Limits of what is read: bytes of a token, and how far another machine's clock may be ahead.
inline constexpr std::size_t token_limit = 4096;
inline constexpr std::chrono::seconds clock_leeway{30};

/// What our tokens say. Empty members are left out. Times are cut to whole seconds (NumericDate, RFC 7519).
struct Claims {
  std::string type{};  // header typ: "at+jwt" or "svc+jwt"
  std::string issuer{};
  std::string subject{};
  std::string audience{};
  std::string session_id{};  // sid
  std::string name{};
  std::string role{};  // "USER" or "ADMIN"
  std::string id{};    // jti
  base::Timestamp issued_at{};
  base::Timestamp expires_at{};
};

/// An ES256 public key with its id; verification is thread-safe. Cheap to copy: copies share the key.
class PublicKey {
 public:
  /// From a JWK (RFC 7517) {kty: EC, crv: P-256, x, y}; nullopt when it is anything else.
  [[nodiscard]] static std::optional<PublicKey> from_jwk(std::string_view json);
  [[nodiscard]] const std::string& id() const;  // RFC 7638 thumbprint
  [[nodiscard]] std::string to_jwk() const;
  /// `signature` is r||s, 64 bytes (RFC 7518, section 3.4).
  [[nodiscard]] bool verify(std::string_view signed_text, std::string_view signature) const;

 private:
  friend class PrivateKey;
  struct State;
  explicit PublicKey(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

/// An ES256 private key; signing is thread-safe. Cheap to copy: copies share the key.
class PrivateKey {
 public:
  [[nodiscard]] static PrivateKey generate();
  /// Reads a PEM file (PKCS #8), or makes one (mode 0600) when there is none; safe when several processes do it at
  /// once. Throws base::StartupError when it cannot be read or others may read it.
  [[nodiscard]] static PrivateKey load_or_create(const std::filesystem::path& file);

  [[nodiscard]] PublicKey public_key() const;
  /// The compact token.
  [[nodiscard]] std::string sign(const Claims& claims) const;
  /// r||s, 64 bytes.
  [[nodiscard]] std::string sign_text(std::string_view text) const;

 private:
  struct State;
  explicit PrivateKey(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

/// What a verifier insists on.
struct Expected {
  std::string type{};
  std::string issuer{};
  std::string audience{};
};

/// Checks form, alg, typ, kid, signature, iss, aud, sub, exp, iat, nbf; refuses duplicate members, every header
/// parameter other than alg, typ and kid (so jku, jwk, x5u, crit), and tokens over 4 KiB. UNAUTHENTICATED with a
/// neutral sentence on any failure.
[[nodiscard]] base::Result<Claims> verify_token(std::string_view token, const std::vector<PublicKey>& keys,
                                                const Expected& expected, base::Timestamp now);

}  // namespace boxoffice::kit::auth
