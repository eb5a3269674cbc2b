#pragma once

// SHA-2 digests (FIPS 180-4). Pure functions, safe from any thread.

#include <string>
#include <string_view>

namespace boxoffice::kit::base {

/// 32 raw bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);
/// 48 raw bytes.
[[nodiscard]] std::string sha384(std::string_view bytes);

}  // namespace boxoffice::kit::base
