// Judging an access token: by its signature the first time, by its digest when it was seen a moment ago.

#include "kit/auth/token.hpp"
#include "kit/auth/verified_tokens.hpp"
#include "kit/base/digest.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <string>
#include <vector>

namespace boxoffice::bench {

namespace {

using namespace std::chrono_literals;

const kit::auth::Expected expected{.type = "at+jwt", .issuer = "boxoffice-users", .audience = "boxoffice"};

kit::auth::Claims claims_at(kit::base::Timestamp now) {
  return {.type = expected.type,
          .issuer = expected.issuer,
          .subject = "0193580a-0001-7000-8000-000000000001",
          .audience = expected.audience,
          .session_id = "0193580a-0004-7000-8000-000000000001",
          .name = "ann",
          .role = "USER",
          .issued_at = now,
          .expires_at = now + 15min};
}

void sign_token(benchmark::State& state) {
  const auto key = kit::auth::PrivateKey::generate();
  const auto claims = claims_at(kit::base::SystemClock{}.now());
  for (auto _ : state) benchmark::DoNotOptimize(key.sign(claims));
}

void verify_token(benchmark::State& state) {
  const auto key = kit::auth::PrivateKey::generate();
  const auto now = kit::base::SystemClock{}.now();
  const std::string token = key.sign(claims_at(now));
  const std::vector keys{key.public_key()};
  for (auto _ : state) {
    if (!kit::auth::verify_token(token, keys, expected, now)) state.SkipWithError("a good token was refused");
  }
}

void verify_cached_token(benchmark::State& state) {
  const auto now = kit::base::SystemClock{}.now();
  const std::string token = kit::auth::PrivateKey::generate().sign(claims_at(now));
  kit::auth::VerifiedTokens verified{10'000};
  verified.add(kit::base::sha256(token), {.kind = kit::http::Principal::Kind::user, .subject = "ann"}, now + 15min);
  for (auto _ : state) {
    if (!verified.find(kit::base::sha256(token), now)) state.SkipWithError("a known token was not found");
  }
}

BENCHMARK(sign_token);
BENCHMARK(verify_token);
BENCHMARK(verify_cached_token);

}  // namespace

}  // namespace boxoffice::bench
