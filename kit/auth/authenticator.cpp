#include "kit/auth/authenticator.hpp"

#include "kit/auth/compact_token.hpp"
#include "kit/auth/http_key_source.hpp"
#include "kit/auth/service_keys.hpp"
#include "kit/auth/user_keys.hpp"
#include "kit/auth/verified_tokens.hpp"
#include "kit/base/digest.hpp"
#include "kit/base/encoding.hpp"
#include "kit/base/failure.hpp"

#include <optional>
#include <utility>

namespace boxoffice::kit::auth {

namespace {

constexpr std::size_t verified_limit = 10'000;
constexpr std::chrono::minutes refresh_interval{10};
constexpr std::chrono::milliseconds first_keys_pause{100};

using Answer = base::Result<http::Principal>;

/// The token of the Authorization header (RFC 6750, section 2.1).
struct Credentials {
  bool are_present = false;
  std::string token{};  // empty: present, but not readable
};

Credentials read_credentials(const http::Headers& headers) {
  constexpr std::string_view scheme = "bearer ";
  Credentials credentials;
  for (const auto& [name, value] : headers) {
    if (base::ascii_lower(name) != "authorization") continue;
    // Of two headers, others may have looked at the other one.
    if (credentials.are_present) return {.are_present = true};
    credentials.are_present = true;
    const bool is_bearer = base::ascii_lower(std::string_view(value).substr(0, scheme.size())) == scheme;
    if (is_bearer && value.size() <= scheme.size() + token_limit) credentials.token = value.substr(scheme.size());
  }
  return credentials;
}

std::optional<http::Role> parse_role(std::string_view text) {
  if (text == "USER") return http::Role::user;
  if (text == "ADMIN") return http::Role::admin;
  return std::nullopt;
}

}  // namespace

struct TokenAuthenticator::State {
  const std::string service;
  UserKeys user_keys;
  ServiceKeys service_keys;
  Revocations& revocations;
  const base::Clock& clock;
  VerifiedTokens verified{verified_limit};

  State(AuthenticatorOptions options, std::unique_ptr<KeySource> source, Revocations& given_revocations,
        const base::Clock& given_clock)
      : service(std::move(options.service)),
        user_keys(std::move(source), std::move(options.jwks_file), given_clock),
        service_keys(std::move(options.service_keys)),
        revocations(given_revocations),
        clock(given_clock) {}

  /// Remembers a token that was found good.
  http::Principal remember(std::string digest, http::Principal principal, base::Timestamp expires_at) {
    verified.add(std::move(digest), principal, expires_at);
    return principal;
  }

  /// A session may end before its token; who cannot know must not guess.
  [[nodiscard]] Answer check_session(http::Principal principal) const {
    if (principal.kind != http::Principal::Kind::user) return principal;
    if (revocations.is_revoked(principal.session_id)) {
      return base::fail(base::codes::unauthenticated, "The session has ended; sign in again.");
    }
    if (principal.is_admin() && !revocations.is_current()) {
      throw base::Unavailable("the cache is away: an administrator's session cannot be checked");
    }
    if (revocations.staleness() > staleness_limit) {
      throw base::Unavailable("the cache has been away too long: sessions cannot be checked");
    }
    return principal;
  }
};

namespace {

template <class State>
runtime::Task<Answer> judge_user(std::shared_ptr<State> state, CompactToken token, std::string digest) {
  const Expected expected{.type = std::string(user_token_type),
                          .issuer = std::string(user_token_issuer),
                          .audience = std::string(user_token_audience)};
  const auto key = co_await state->user_keys.find(token.key_id);
  if (!key) co_return bad_token();
  BOXOFFICE_CO_TRY(const Claims claims, verify_compact(token, *key, expected, state->clock.now()));
  const auto role = parse_role(claims.role);
  if (!role || claims.session_id.empty()) co_return bad_token();
  co_return state->check_session(state->remember(std::move(digest),
                                                 {.kind = http::Principal::Kind::user,
                                                  .subject = claims.subject,
                                                  .name = claims.name,
                                                  .role = *role,
                                                  .session_id = claims.session_id},
                                                 claims.expires_at));
}

template <class State>
Answer judge_service(State& state, const CompactToken& token, std::string digest) {
  // The issuer is only a claim until the key of that name has verified it.
  const Expected expected{
      .type = std::string(service_token_type), .issuer = token.claims.issuer, .audience = state.service};
  const auto key = state.service_keys.find(token.claims.issuer);
  if (!key) return bad_token();
  BOXOFFICE_TRY(const Claims claims, verify_compact(token, *key, expected, state.clock.now()));
  if (claims.subject != claims.issuer) return bad_token();
  return state.remember(std::move(digest), {.kind = http::Principal::Kind::service, .subject = claims.issuer},
                        claims.expires_at);
}

template <class State>
runtime::Task<Answer> judge(std::shared_ptr<State> state, Credentials credentials) {
  if (!credentials.are_present) co_return http::Principal{};
  if (credentials.token.empty()) co_return bad_token();

  std::string digest = base::sha256(credentials.token);
  if (auto principal = state->verified.find(digest, state->clock.now())) {
    co_return state->check_session(*std::move(principal));
  }

  auto token = parse_compact(credentials.token);
  if (!token) co_return bad_token();
  if (token->claims.type == service_token_type) co_return judge_service(*state, *token, std::move(digest));
  // Before a fetch of keys is spent on it.
  if (token->claims.type != user_token_type) co_return bad_token();
  co_return co_await judge_user(state, *std::move(token), std::move(digest));
}

/// At the first start of a system the users service may come up last: asks soon again, not after a growing pause.
template <class State>
runtime::Task<bool> fetch_first_keys(std::shared_ptr<State> state) {
  bool is_away = false;
  try {
    co_await state->user_keys.refresh();
  } catch (const base::Unavailable&) {
    is_away = true;
  }
  if (is_away) co_await runtime::sleep_for(first_keys_pause);
  co_return is_away;
}

template <class State>
runtime::Task<bool> refresh_keys(std::shared_ptr<State> state) {
  if (!state->user_keys.has_keys()) co_return co_await fetch_first_keys(state);
  co_await state->user_keys.refresh();
  co_return false;
}

}  // namespace

TokenAuthenticator::TokenAuthenticator(AuthenticatorOptions options, http::Client& client, Revocations& revocations,
                                       const base::Clock& clock)
    : TokenAuthenticator(options, std::make_unique<HttpKeySource>(client, options.users), revocations, clock) {}

TokenAuthenticator::TokenAuthenticator(AuthenticatorOptions options, std::unique_ptr<KeySource> source,
                                       Revocations& revocations, const base::Clock& clock)
    : state_(std::make_shared<State>(std::move(options), std::move(source), revocations, clock)) {}

TokenAuthenticator::~TokenAuthenticator() = default;

runtime::Task<Answer> TokenAuthenticator::authenticate(const http::Request& request) {
  return judge(state_, read_credentials(request.headers));
}

bool TokenAuthenticator::can_judge() const {
  return state_->user_keys.has_keys() && state_->revocations.is_current();
}

runtime::Worker TokenAuthenticator::key_refresher() {
  return {
      .name = "key_refresher", .interval = refresh_interval, .tick = [state = state_] { return refresh_keys(state); }};
}

}  // namespace boxoffice::kit::auth
