#pragma once

// Text encodings of bytes.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace boxoffice::kit::base {

/// Base64url without padding (RFC 4648, section 5).
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
/// Strict: no padding, no other characters, no stray bits; nullopt otherwise.
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

/// Lower-case hexadecimal.
[[nodiscard]] std::string hex_encode(std::string_view bytes);

/// Percent-decoding of a URL component (RFC 3986); nullopt on a broken escape. '+' stays '+'.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);
/// Percent-encodes everything but unreserved characters.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// True if the text is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
[[nodiscard]] bool is_utf8(std::string_view text);
/// Number of code points of well-formed UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text);

/// ASCII lower case.
[[nodiscard]] std::string ascii_lower(std::string_view text);

}  // namespace boxoffice::kit::base
