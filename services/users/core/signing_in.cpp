#include "services/users/core/signing_in.hpp"

#include "kit/base/failure.hpp"
#include "services/users/core/counted_password.hpp"
#include "services/users/core/errors.hpp"

#include <utility>

namespace boxoffice::services::users {

using kit::base::fail;

namespace {

std::unexpected<kit::base::Error> signed_out() {
  return fail(kit::base::codes::unauthenticated, "You are signed out. Please sign in again.");
}

std::unexpected<kit::base::Error> wrong_password() {
  return fail(codes::invalid_credentials, "The user name or the password is not right.");
}

}  // namespace

Task<Result<SignedIn>> SigningIn::register_user(Context context, Registration registration, Device device) const {
  const Timestamp now = parts_.clock.now();
  Account account{.user = {.id = parts_.ids.next_as<contracts::UserId>(),
                           .username = std::move(registration.username),
                           .email = std::move(registration.email),
                           .full_name = std::move(registration.full_name),
                           .phone_number = std::move(registration.phone_number),
                           .language = std::move(registration.language),
                           .created_at = now}};
  BOXOFFICE_CO_TRY(account.password_hash, co_await parts_.passwords.hash(std::move(registration.password)));
  const Session session = new_session(account.user.id, std::move(device), now);

  const auto added = co_await parts_.users.add(context, account, session);
  if (!added) co_return std::unexpected(added.error());
  parts_.journal.registered(context, account.user.id);
  co_return sign_in(account.user, session, now);
}

Task<Result<SignedIn>> SigningIn::login(Context context, std::string login, std::string password, Device device) const {
  contracts::UserId id;
  for (int check = 0; check < password_checks; ++check) {
    BOXOFFICE_CO_TRY(const Account account, co_await check_password(context, login, password, device.ip));
    id = account.user.id;
    CheckedHash hash = co_await hash_to_keep(account.password_hash, password);
    const Timestamp now = parts_.clock.now();
    const Session session = new_session(account.user.id, device, now);
    if (const auto user = co_await parts_.sessions.begin(session, std::move(hash))) {
      parts_.journal.signed_in(context, id, session.id);
      co_return sign_in(*user, session, now);
    }
  }
  parts_.journal.sign_in_refused(context, id, Refusal::wrong_password);
  co_return wrong_password();
}

Task<Result<Account>> SigningIn::check_password(Context context, std::string login, std::string password,
                                                std::string address) const {
  auto account = co_await parts_.users.find_by_login(login);
  const auto id = account ? std::optional(account->user.id) : std::nullopt;
  LoginAttempt attempt{.account = id, .login = std::move(login), .address = std::move(address)};
  auto stored = account ? std::optional(account->password_hash) : std::nullopt;
  const auto right = co_await try_password(parts_.attempts, parts_.passwords, std::move(attempt), std::move(password),
                                           std::move(stored));
  if (!right) {
    parts_.journal.sign_in_refused(context, id, Refusal::rate_limited);
    co_return std::unexpected(right.error());
  }
  if (!*right) {
    parts_.journal.sign_in_refused(context, id, id ? Refusal::wrong_password : Refusal::unknown_name);
    co_return wrong_password();
  }
  if (account->user.status == UserStatus::disabled) {
    parts_.journal.sign_in_refused(context, id, Refusal::disabled);
    co_return fail(codes::invalid_credentials, "This account is disabled. Please contact support.");
  }
  co_return *std::move(account);
}

/// The same hash, or one of today's cost.
Task<CheckedHash> SigningIn::hash_to_keep(std::string checked, std::string password) const {
  CheckedHash hash{.checked = checked, .next = checked};
  if (!parts_.passwords.is_outdated(checked)) co_return hash;
  if (auto renewed = co_await parts_.passwords.hash(std::move(password))) hash.next = *std::move(renewed);
  co_return hash;
}

Task<Result<SignedIn>> SigningIn::refresh(Context context, std::string refresh_token) const {
  const auto claim = parts_.tokens.read_refresh_token(refresh_token);
  if (!claim) co_return signed_out();
  // Nobody gets tokens whose session could not be ended again.
  if (!parts_.announcer.reaches_everybody()) throw kit::base::Unavailable("the cache is away: no session is continued");
  const Timestamp now = parts_.clock.now();
  auto session = co_await parts_.sessions.find(claim->session);
  if (!session || !session->is_alive(now)) co_return signed_out();
  const auto account = co_await parts_.users.find(session->user_id);
  if (!account || account->user.status != UserStatus::active) co_return signed_out();

  if (claim->generation == session->generation) co_return co_await rotate(*session, account->user, now);

  const bool lost_answer = claim->generation + 1 == session->generation && session->rotated_at &&
                           now - *session->rotated_at <= rotation_grace;
  if (lost_answer) co_return sign_in(account->user, *session, now);

  if (co_await end(session->user_id, session->id)) {
    parts_.journal.refresh_token_reused(context, session->user_id, session->id);
  }
  co_return signed_out();
}

Task<Result<SignedIn>> SigningIn::rotate(Session session, User user, Timestamp now) const {
  // Two refreshes at once: one moves the generation on, the other finds it moved and gets the same successor.
  if (!co_await parts_.sessions.rotate(session.id, session.generation, now, now + session_life)) {
    const auto again = co_await parts_.sessions.find(session.id);
    if (!again || !again->is_alive(now) || again->generation != session.generation + 1) co_return signed_out();
  }
  ++session.generation;
  co_return sign_in(user, session, now);
}

Task<> SigningIn::logout(Context context, contracts::UserId user, contracts::SessionId session) const {
  if (co_await end(user, session)) parts_.journal.signed_out(context, user, session);
}

/// False when it had ended before.
Task<bool> SigningIn::end(contracts::UserId user, contracts::SessionId session) const {
  if (!co_await parts_.sessions.revoke(session, std::move(user), parts_.clock.now())) co_return false;
  std::vector<contracts::SessionId> ended{std::move(session)};
  co_await parts_.announcer.ended(std::move(ended));
  co_return true;
}

Session SigningIn::new_session(const contracts::UserId& user, Device device, Timestamp now) const {
  return {.id = parts_.ids.next_as<contracts::SessionId>(),
          .user_id = user,
          .device = std::move(device),
          .created_at = now,
          .last_seen_at = now,
          .expires_at = now + session_life};
}

SignedIn SigningIn::sign_in(const User& user, const Session& session, Timestamp now) const {
  return {.user = user,
          .access_token = parts_.tokens.access_token(user, session.id, now),
          .refresh_token = parts_.tokens.refresh_token(session.id, session.generation)};
}

}  // namespace boxoffice::services::users
