// Refresh tokens: none but ours are read. An input is a token as it came, or "change <position> <text>": a token of
// ours with other text at that place.

#include "kit/base/ensure.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"
#include "services/users/adapters/jwt_tokens.hpp"

#include <string>

namespace boxoffice {

namespace {

using kit::base::ensure;
using services::users::JwtTokens;

const JwtTokens& tokens() {
  static const JwtTokens made(kit::auth::PrivateKey::generate(), kit::config::Secret{std::string(32, 'k')});
  return made;
}

void check(const std::string& text) {
  const auto claim = tokens().read_refresh_token(text);
  if (claim) ensure(tokens().refresh_token(claim->session, claim->generation) == text, "a token has one form");
}

}  // namespace

void kit::testing::test_one_input(std::string_view input) {
  constexpr std::string_view change = "change ";
  check(std::string(input));
  if (!input.starts_with(change)) return;
  const contracts::SessionId session{"018f6b3e-7a10-7cc1-9b1d-0123456789ab"};
  const std::string ours = tokens().refresh_token(session, 12);
  const std::string text = edited(ours, input.substr(change.size()));
  const auto claim = tokens().read_refresh_token(text);
  ensure(claim.has_value() == (text == ours), "our token is read, and no changed one");
  if (claim) ensure(claim->session == session && claim->generation == 12, "it says what we wrote");
}

}  // namespace boxoffice
