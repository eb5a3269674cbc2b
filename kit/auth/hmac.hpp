#pragma once

// HMAC-SHA256 (RFC 2104, FIPS 198-1): webhook signatures and ticket codes. Pure functions, safe from any thread.

#include <string>
#include <string_view>

namespace boxoffice::kit::auth {

/// True if both are the same bytes; takes the same time wherever they differ. Lengths are not secret.
[[nodiscard]] bool constant_time_equal(std::string_view left, std::string_view right);

/// 32 raw bytes. The key should have at least 32 bytes of randomness.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view message);
/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string hmac_sha256_hex(std::string_view key, std::string_view message);
/// 43 characters without padding.
[[nodiscard]] std::string hmac_sha256_base64url(std::string_view key, std::string_view message);

/// True if `tag` is hmac_sha256_hex(key, message); lower-case digits only.
[[nodiscard]] bool verify_hmac_sha256_hex(std::string_view key, std::string_view message, std::string_view tag);
/// True if `tag` is hmac_sha256_base64url(key, message).
[[nodiscard]] bool verify_hmac_sha256_base64url(std::string_view key, std::string_view message, std::string_view tag);

}  // namespace boxoffice::kit::auth
