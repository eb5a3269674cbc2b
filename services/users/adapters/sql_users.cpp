#include "services/users/adapters/sql_users.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/failure.hpp"
#include "kit/sql/like.hpp"
#include "services/users/adapters/messages.hpp"
#include "services/users/adapters/sql_rows.hpp"
#include "services/users/core/errors.hpp"

#include <fmt/format.h>

#include <utility>

namespace boxoffice::services::users {

using kit::base::ascii_lower;
using kit::base::fail;
using kit::sql::Transaction;

namespace {

const std::string select_account = fmt::format("SELECT {} FROM users ", account_columns);

std::optional<Account> find_account(kit::sql::Session& session, const contracts::UserId& id) {
  const auto row = session.query_one(select_account + "WHERE id = $1", id);
  if (!row) return std::nullopt;
  return read_account(*row);
}

bool username_exists(kit::sql::Session& session, const std::string& username_key) {
  return session.query_one("SELECT 1 FROM users WHERE username_key = $1", username_key).has_value();
}

bool email_exists(kit::sql::Session& session, const std::string& email_key, const contracts::UserId& except) {
  return session.query_one("SELECT 1 FROM users WHERE email_key = $1 AND id <> $2", email_key, except).has_value();
}

std::unexpected<kit::base::Error> email_taken() {
  return fail(codes::email_taken, "An account with this e-mail address exists already. Try to sign in.");
}

Result<void> check_free(kit::sql::Session& session, const User& user) {
  if (username_exists(session, ascii_lower(user.username))) {
    return fail(codes::username_taken, "This user name is taken. Please choose another.");
  }
  if (email_exists(session, ascii_lower(user.email), user.id)) return email_taken();
  return {};
}

void insert_account(Transaction& transaction, const Account& account) {
  const User& user = account.user;
  transaction.execute(
      "INSERT INTO users (id, username, username_key, email, email_key, password_hash, full_name, phone_number, role, "
      "status, language, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      user.id, user.username, ascii_lower(user.username), user.email, ascii_lower(user.email), account.password_hash,
      user.full_name, user.phone_number, to_text(user.role), to_text(user.status), user.language, user.created_at);
}

bool can_administer(const User& user) {
  return user.role == UserRole::admin && user.status == UserStatus::active;
}

bool is_last_admin(kit::sql::Session& session, const contracts::UserId& id) {
  return !session.query_one("SELECT 1 FROM users WHERE role = 'ADMIN' AND status = 'ACTIVE' AND id <> $1 LIMIT 1", id);
}

/// An account before and after a change of role or state.
struct AccountChange {
  User before{};
  User after{};

  [[nodiscard]] bool changes_nothing() const { return before.role == after.role && before.status == after.status; }
};

/// NOT_FOUND, LAST_ADMIN.
Result<AccountChange> decide(kit::sql::Session& session, const contracts::UserId& id, std::optional<UserRole> role,
                             std::optional<UserStatus> status) {
  const auto account = find_account(session, id);
  if (!account) return fail(kit::base::codes::not_found, "There is no such user.");
  AccountChange wanted{.before = account->user, .after = account->user};
  wanted.after.role = role.value_or(wanted.before.role);
  wanted.after.status = status.value_or(wanted.before.status);
  if (can_administer(wanted.before) && !can_administer(wanted.after) && is_last_admin(session, id)) {
    return fail(codes::last_admin, "Nobody would be left to administer. Make somebody else an administrator first.");
  }
  return wanted;
}

/// False, and nothing is changed, when a name or an address is somebody else's.
template <class Step>
bool attempt_unique(Transaction& transaction, Step step) {
  try {
    transaction.attempt(step);
    return true;
  } catch (const kit::sql::ConstraintViolation& violation) {
    if (violation.kind() != kit::sql::ConstraintViolation::Kind::unique) throw;
    return false;
  }
}

}  // namespace

Task<Result<void>> SqlUsers::add(Context context, Account account, Session session) {
  const bool guarded = guard_ == AccountGuard::on;
  if (!guarded) {
    BOXOFFICE_CO_TRY_VOID(
        co_await database_.read([user = account.user](kit::sql::Session& before) { return check_free(before, user); }));
  }
  co_return co_await database_.write([=, this](Transaction& transaction) -> Result<void> {
    if (auto free = guarded ? check_free(transaction, account.user) : Result<void>{}; !free) return free;
    if (!attempt_unique(transaction, [&] { insert_account(transaction, account); })) {
      // Somebody took the name or the address between our look and our insert, through another instance.
      if (auto free = check_free(transaction, account.user); !free) return free;
      throw kit::base::Unavailable("the account of this name was made and removed in this moment");
    }
    insert_session(transaction, session);
    outbox_.add(transaction, context, user_registered(account.user));
    return {};
  });
}

Task<std::optional<Account>> SqlUsers::find_by_login(std::string login) {
  co_return co_await database_.read([key = ascii_lower(login)](kit::sql::Session& session) -> std::optional<Account> {
    // A user name has no '@', so at most one row matches.
    const auto row = session.query_one(select_account + "WHERE username_key = $1 OR email_key = $1", key);
    if (!row) return std::nullopt;
    return read_account(*row);
  });
}

Task<std::optional<Account>> SqlUsers::find(contracts::UserId id) {
  co_return co_await database_.read([id](kit::sql::Session& session) { return find_account(session, id); });
}

Task<std::vector<User>> SqlUsers::list(UserFilter filter) {
  co_return co_await database_.read([filter](kit::sql::Session& session) {
    const auto role = filter.role ? std::optional(std::string(to_text(*filter.role))) : std::nullopt;
    const auto status = filter.status ? std::optional(std::string(to_text(*filter.status))) : std::nullopt;
    const auto part = kit::sql::like_part(filter.query);
    const auto rows = session.query(select_account +
                                        "WHERE ($1 IS NULL OR role = $1) AND ($2 IS NULL OR status = $2) "
                                        "AND ($3 IS NULL OR username_key LIKE $3 ESCAPE '\\' OR email_key LIKE $3 "
                                        "ESCAPE '\\' OR lower(full_name) LIKE $3 ESCAPE '\\') "
                                        "AND ($4 IS NULL OR id < $4) ORDER BY id DESC LIMIT $5",
                                    role, status, part, filter.after, filter.limit);
    std::vector<User> users;
    users.reserve(rows.size());
    for (const auto& row : rows) users.push_back(read_account(row).user);
    return users;
  });
}

Task<bool> SqlUsers::has_admin() {
  co_return co_await database_.read([](kit::sql::Session& session) {
    return session.query_one("SELECT 1 FROM users WHERE role = 'ADMIN' LIMIT 1").has_value();
  });
}

Task<Result<User>> SqlUsers::change_profile(Context context, contracts::UserId id, ProfileChange change) {
  co_return co_await database_.write([this, context, id, change](Transaction& transaction) -> Result<User> {
    auto account = find_account(transaction, id);
    if (!account) return fail(kit::base::codes::not_found, "There is no such user.");
    User& user = account->user;
    user.email = change.email.value_or(user.email);
    user.full_name = change.full_name.value_or(user.full_name);
    user.phone_number = change.phone_number.value_or(user.phone_number);
    user.language = change.language.value_or(user.language);
    if (email_exists(transaction, ascii_lower(user.email), id)) return email_taken();
    const bool is_stored = attempt_unique(transaction, [&] {
      transaction.execute(
          "UPDATE users SET email = $2, email_key = $3, full_name = $4, phone_number = $5, language = $6 WHERE id = $1",
          id, user.email, ascii_lower(user.email), user.full_name, user.phone_number, user.language);
    });
    if (!is_stored) return email_taken();
    outbox_.add(transaction, context, user_updated(user));
    return user;
  });
}

Task<std::optional<std::vector<contracts::SessionId>>> SqlUsers::change_password(Context context, contracts::UserId id,
                                                                                 CheckedHash hash,
                                                                                 contracts::SessionId keep) {
  using Revoked = std::optional<std::vector<contracts::SessionId>>;
  const Timestamp now = clock_.now();
  co_return co_await database_.write([this, context, id, hash, keep, now](Transaction& transaction) -> Revoked {
    const auto user = replace_hash(transaction, id, hash, guard_);
    if (!user) return std::nullopt;
    outbox_.add(transaction, context, password_changed(*user));
    return revoke_sessions(transaction, id, keep, now);
  });
}

Task<Result<UserStore::Administered>> SqlUsers::administer(Context context, contracts::UserId id,
                                                           std::optional<UserRole> role,
                                                           std::optional<UserStatus> status) {
  const Timestamp now = clock_.now();
  std::optional<AccountChange> looked;
  if (guard_ == AccountGuard::off) {
    BOXOFFICE_CO_TRY(
        looked, co_await database_.read([=](kit::sql::Session& before) { return decide(before, id, role, status); }));
  }
  co_return co_await database_.write([=, this](Transaction& transaction) -> Result<Administered> {
    transaction.execute("UPDATE administration_lock SET changes = changes + 1 WHERE id = 1");
    BOXOFFICE_TRY(const auto wanted, looked ? Result<AccountChange>(*looked) : decide(transaction, id, role, status));
    const User& user = wanted.after;
    if (wanted.changes_nothing()) return Administered{.before = user, .user = user};
    transaction.execute("UPDATE users SET role = $2, status = $3 WHERE id = $1", id, to_text(user.role),
                        to_text(user.status));
    const bool disabled = user.status == UserStatus::disabled && wanted.before.status == UserStatus::active;
    outbox_.add(transaction, context, disabled ? user_disabled(user) : user_updated(user));
    return Administered{.before = wanted.before,
                        .user = user,
                        .revoked = revoke_sessions(transaction, id, contracts::SessionId{}, now)};
  });
}

}  // namespace boxoffice::services::users
