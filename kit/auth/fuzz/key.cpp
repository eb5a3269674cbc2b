// Published keys (JWK): any text is a key or is none, and a key says the same when it is published again.

#include "kit/auth/token.hpp"
#include "kit/base/ensure.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <string>

namespace boxoffice::kit {

void testing::test_one_input(std::string_view input) {
  const auto key = auth::PublicKey::from_jwk(input);
  if (!key) return;
  const auto again = auth::PublicKey::from_jwk(key->to_jwk());
  base::ensure(again.has_value() && again->id() == key->id(), "a published key is the same key");
  base::ensure(again->to_jwk() == key->to_jwk(), "a key has one form");
  base::ensure(!key->verify(input, std::string(64, 'a')), "a key does not verify what nobody signed");
}

}  // namespace boxoffice::kit
