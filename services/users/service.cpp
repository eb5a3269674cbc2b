#include "services/users/service.hpp"

#include "kit/auth/key_files.hpp"
#include "kit/auth/password.hpp"
#include "kit/auth/revocations.hpp"
#include "kit/base/encoding.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/runtime/blocking_pool.hpp"
#include "kit/service/database_service.hpp"
#include "services/users/adapters/bcrypt_passwords.hpp"
#include "services/users/adapters/cached_announcer.hpp"
#include "services/users/adapters/cached_attempts.hpp"
#include "services/users/adapters/first_admin.hpp"
#include "services/users/adapters/http_routes.hpp"
#include "services/users/adapters/jwt_tokens.hpp"
#include "services/users/adapters/logged_journal.hpp"
#include "services/users/adapters/sql_sessions.hpp"
#include "services/users/adapters/sql_users.hpp"
#include "services/users/core/accounts.hpp"
#include "services/users/core/signing_in.hpp"
#include "services/users/migrations.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace boxoffice::services::users {

namespace {

/// As POST /api/users/register wants one; secrets/admin.env keeps it in a line.
bool is_password(const std::string& text) {
  const auto is_control = [](char byte) { return static_cast<unsigned char>(byte) < 0x20U; };
  if (!kit::base::is_utf8(text) || std::ranges::any_of(text, is_control)) return false;
  const auto characters = kit::base::code_points(text);
  return characters >= password_least && characters <= password_most;
}

}  // namespace

Config read_config(kit::config::Settings& settings) {
  return {.bcrypt_cost = static_cast<int>(settings.integer("BOXOFFICE_BCRYPT_COST", 12, {.least = 4, .most = 14},
                                                           "Work factor of password hashes")),
          .admin_password = settings.secret("BOXOFFICE_ADMIN_PASSWORD", "Password of the first administrator",
                                            {.accepts = is_password, .expectation = "8 to 128 characters in one line"}),
          .refresh_key = settings.secret("BOXOFFICE_REFRESH_KEY", "Key under which refresh tokens are made")};
}

namespace {

constexpr std::size_t waiting_hashes = 64;  // further sign-ins are refused with 429
constexpr std::chrono::hours sessions_kept{24 * 30};

std::size_t hashing_threads() {
  return std::max(1U, std::thread::hardware_concurrency());
}

/// Everything that the service's routes and workers refer to, in the order of dependency.
struct Parts {
  Parts(const kit::service::Platform& given_platform, Config given_config)
      : platform(given_platform),
        config(std::move(given_config)),
        outbox("/user-service", platform.clock, platform.ids),
        users(platform.database, outbox, platform.clock),
        sessions(platform.database),
        hashing({.name = "bcrypt", .threads = hashing_threads(), .queue_limit = waiting_hashes}),
        hasher(hashing, config.bcrypt_cost, platform.random),
        passwords(hasher),
        tokens(kit::auth::PrivateKey::load_or_create(platform.home / "secrets" / "access-token.pem"), refresh_key()),
        attempts(platform.cache),
        announcer({.sessions = sessions,
                   .revocations = platform.revocations,
                   .cache = platform.cache,
                   .clock = platform.clock,
                   .telemetry = platform.telemetry,
                   .instance = platform.instance}),
        journal(platform.telemetry.log),
        signing_in(collaborators()),
        accounts(collaborators()),
        routes(signing_in, accounts, tokens.key_set()) {}

  SigningInParts collaborators() {
    return {.users = users,
            .sessions = sessions,
            .passwords = passwords,
            .tokens = tokens,
            .attempts = attempts,
            .announcer = announcer,
            .journal = journal,
            .clock = platform.clock,
            .ids = platform.ids};
  }

  kit::config::Secret refresh_key() const {
    if (!config.refresh_key.empty()) return config.refresh_key;
    return kit::auth::load_or_create_secret(platform.home / "secrets" / "refresh.key", platform.random);
  }

  Task<> start() {
    co_await make_first_admin(accounts, platform.home / "secrets" / "admin.env", config.admin_password, platform.random,
                              {});
  }

  Task<bool> prune_sessions() { return sessions.prune(platform.clock.now() - sessions_kept); }

  const kit::service::Platform& platform;
  Config config;
  kit::messaging::Outbox outbox;
  SqlUsers users;
  SqlSessions sessions;
  kit::runtime::BlockingPool hashing;
  kit::auth::PasswordHasher hasher;
  BcryptPasswords passwords;
  JwtTokens tokens;
  CachedAttempts attempts;
  CachedAnnouncer announcer;
  LoggedJournal journal;
  SigningIn signing_in;
  Accounts accounts;
  HttpRoutes routes;
};

}  // namespace

kit::service::Service make(const kit::service::Platform& platform, Config config) {
  auto parts = std::make_shared<Parts>(platform, std::move(config));
  auto service =
      kit::service::database_service(platform, {.name = "users", .migrations = migrations(), .publishes = true});
  parts->routes.mount(*service.router);
  service.workers.push_back({.name = "announce_ended_sessions", .interval = std::chrono::seconds{5}, .tick = [parts] {
                               return parts->announcer.announce_missing();
                             }});
  service.workers.push_back({.name = "prune_sessions", .interval = std::chrono::hours{1}, .tick = [parts] {
                               return parts->prune_sessions();
                             }});
  service.on_start = [parts] { return parts->start(); };
  service.parts = std::move(parts);
  return service;
}

}  // namespace boxoffice::services::users
