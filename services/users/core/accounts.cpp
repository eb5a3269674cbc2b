#include "services/users/core/accounts.hpp"

#include "services/users/core/counted_password.hpp"
#include "services/users/core/errors.hpp"

#include <utility>

namespace boxoffice::services::users {

using kit::base::fail;
using kit::base::fail_field;

Task<Result<User>> Accounts::profile(contracts::UserId id) const {
  const auto account = co_await parts_.users.find(id);
  if (!account) co_return fail(kit::base::codes::not_found, "There is no such user.");
  co_return account->user;
}

Task<Result<User>> Accounts::change_profile(Context context, contracts::UserId id, ProfileChange change) const {
  auto changed = co_await parts_.users.change_profile(context, std::move(id), std::move(change));
  if (changed) parts_.journal.profile_changed(context, changed->id);
  co_return changed;
}

Task<Result<void>> Accounts::change_password(Context context, contracts::UserId id, PasswordChange change) const {
  std::string next;
  for (int check = 0; check < password_checks; ++check) {
    const auto account = co_await parts_.users.find(id);
    if (!account || account->user.status != UserStatus::active) {
      co_return fail(kit::base::codes::unauthenticated, "You are signed out. Please sign in again.");
    }
    LoginAttempt attempt{.account = id, .address = change.address};
    const auto right = co_await try_password(parts_.attempts, parts_.passwords, std::move(attempt),
                                             change.current_password, account->password_hash);
    if (!right) {
      parts_.journal.password_change_refused(context, id, Refusal::rate_limited);
      co_return std::unexpected(right.error());
    }
    if (!*right) break;
    if (next.empty()) {
      BOXOFFICE_CO_TRY(next, co_await parts_.passwords.hash(change.new_password));
    }
    const CheckedHash hash{.checked = account->password_hash, .next = next};
    if (auto revoked = co_await parts_.users.change_password(context, id, hash, change.session)) {
      parts_.journal.password_changed(context, id, revoked->size());
      co_await parts_.announcer.ended(*std::move(revoked));
      co_return Result<void>{};
    }
  }
  parts_.journal.password_change_refused(context, id, Refusal::wrong_password);
  co_return fail_field("/currentPassword", "is not your current password");
}

Task<std::vector<Session>> Accounts::sessions(contracts::UserId id, std::optional<std::string> after,
                                              std::size_t limit) const {
  co_return co_await parts_.sessions.list(
      {.user_id = std::move(id), .alive_at = parts_.clock.now(), .after = std::move(after), .limit = limit});
}

Task<Result<void>> Accounts::end_session(Context context, contracts::UserId id, contracts::SessionId session) const {
  if (!co_await parts_.sessions.revoke(session, id, parts_.clock.now())) {
    co_return fail(kit::base::codes::not_found, "There is no such session.");
  }
  parts_.journal.session_ended(context, id, session);
  std::vector<contracts::SessionId> ended{session};
  co_await parts_.announcer.ended(std::move(ended));
  co_return Result<void>{};
}

Task<std::vector<User>> Accounts::list(UserFilter filter) const {
  co_return co_await parts_.users.list(std::move(filter));
}

Task<Result<User>> Accounts::administer(Context context, contracts::UserId id, Administration change) const {
  auto changed = co_await parts_.users.administer(context, std::move(id), change.role, change.status);
  if (!changed) co_return std::unexpected(changed.error());
  const User& user = changed->user;
  if (user.role != changed->before.role) parts_.journal.role_changed(context, user, change.by);
  if (user.status != changed->before.status) parts_.journal.status_changed(context, user, change.by);
  co_await parts_.announcer.ended(std::move(changed->revoked));
  co_return std::move(changed->user);
}

Task<bool> Accounts::ensure_admin(Context context, std::string username, std::string password) const {
  if (co_await parts_.users.has_admin()) co_return false;
  const Timestamp now = parts_.clock.now();
  Account account{.user = {.id = parts_.ids.next_as<contracts::UserId>(),
                           .username = std::move(username),
                           .email = "admin@boxoffice.invalid",
                           .full_name = "Administrator",
                           .role = UserRole::admin,
                           .created_at = now}};
  auto hash = co_await parts_.passwords.hash(std::move(password));
  if (!hash) co_return false;
  account.password_hash = *std::move(hash);
  // A session that is over from the start: the account comes into being without anybody being signed in.
  const Session none{.id = parts_.ids.next_as<contracts::SessionId>(),
                     .user_id = account.user.id,
                     .created_at = now,
                     .last_seen_at = now,
                     .expires_at = now};
  const auto added = co_await parts_.users.add(context, account, none);
  if (added) parts_.journal.first_admin_made(context, account.user.id);
  co_return added.has_value();
}

}  // namespace boxoffice::services::users
