// Tokens: whatever somebody who has no key writes, nobody is let in. An input is
//   - a token as it came: anything with dots,
//   - the three lines header, payload and signature, of which a token is made; "KID" in the header stands for the id of
//     the key,
//   - or "change <position> <text>": a token of ours with other text at that place.

#include "kit/auth/token.hpp"
#include "kit/auth/compact_token.hpp"
#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <optional>
#include <string>

namespace boxoffice::kit::auth::fuzz {

namespace {

const base::Timestamp now = base::from_unix_ms(1'800'000'000'000);

/// A key of ours and a token that it signed.
struct Ours {
  PrivateKey key = PrivateKey::generate();
  Claims claims{.type = "at+jwt",
                .issuer = "boxoffice-users",
                .subject = "u-1",
                .audience = "boxoffice",
                .session_id = "s-1",
                .name = "ann",
                .role = "USER",
                .issued_at = now,
                .expires_at = now + std::chrono::minutes{15}};
  std::string token = key.sign(claims);
};

const Ours& ours() {
  static const Ours made;  // signing takes longer than judging
  return made;
}

std::optional<Claims> judge(std::string_view token) {
  const Expected expected{.type = "at+jwt", .issuer = "boxoffice-users", .audience = "boxoffice"};
  const auto claims = verify_token(token, {ours().key.public_key()}, expected, now);
  if (claims) return *claims;
  base::ensure(claims.error().code == base::codes::unauthenticated, "a bad token is answered in one way");
  return std::nullopt;
}

void check_form(std::string_view token) {
  const auto parsed = parse_compact(token);
  if (!parsed) return;
  base::ensure(token.size() <= token_limit, "a token is not longer than allowed");
  base::ensure(token.starts_with(parsed->signed_text), "what is signed is the beginning of the token");
  base::ensure(token == parsed->signed_text + "." + base::base64url_encode(parsed->signature), "a token has one form");
  base::ensure(parsed->claims.expires_at.time_since_epoch().count() >= 0, "times are in our range");
}

/// "<header>\n<payload>\n<signature>" as a token.
std::string token_of_lines(std::string_view input) {
  const auto [header, rest] = testing::split_line(input);
  const auto [payload, signature] = testing::split_line(rest);
  std::string named(header);
  if (const auto at = named.find("KID"); at != std::string::npos) named.replace(at, 3, ours().key.public_key().id());
  return base::base64url_encode(named) + "." + base::base64url_encode(payload) + "." +
         base::base64url_encode(signature);
}

}  // namespace

}  // namespace boxoffice::kit::auth::fuzz

namespace boxoffice::kit {

void testing::test_one_input(std::string_view input) {
  using namespace auth;
  constexpr std::string_view change = "change ";
  if (input.starts_with(change)) {
    const std::string token = edited(auth::fuzz::ours().token, input.substr(change.size()));
    auth::fuzz::check_form(token);
    base::ensure(auth::fuzz::judge(token).has_value() == (token == auth::fuzz::ours().token),
                 "our token is accepted, and no changed one");
    return;
  }
  auth::fuzz::check_form(input);
  base::ensure(!auth::fuzz::judge(input), "nobody makes a token without a key");
  const std::string made = auth::fuzz::token_of_lines(input);
  auth::fuzz::check_form(made);
  base::ensure(!auth::fuzz::judge(made), "also not from its parts");
}

}  // namespace boxoffice::kit
