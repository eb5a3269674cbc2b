#pragma once

// The form of a token before anybody trusts it (RFC 7515, section 7.1). Everything in it was written by the caller.

#include "kit/auth/token.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::kit::auth {

/// A token that has the right form and alg ES256; nothing is verified yet.
struct CompactToken {
  std::string key_id{};
  Claims claims{};                           // with the header's typ
  std::optional<std::int64_t> not_before{};  // seconds
  std::string signed_text{};
  std::string signature{};
};

/// nullopt when the form is not exactly ours, see verify_token().
[[nodiscard]] std::optional<CompactToken> parse_compact(std::string_view token);

/// Judges a parsed token with the key that its key_id names.
[[nodiscard]] base::Result<Claims> verify_compact(const CompactToken& token, const PublicKey& key,
                                                  const Expected& expected, base::Timestamp now);

/// What a caller with a bad token hears, whatever was wrong with it.
[[nodiscard]] std::unexpected<base::Error> bad_token();

}  // namespace boxoffice::kit::auth
