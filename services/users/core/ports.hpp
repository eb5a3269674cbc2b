#pragma once

// What the use cases need from outside. Real parts are in adapters/, fakes in tests/fakes.hpp.

#include "contracts/ids.hpp"
#include "kit/base/error.hpp"
#include "kit/runtime/context.hpp"
#include "kit/runtime/task.hpp"
#include "services/users/core/user.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::services::users {

using kit::base::Result;
using kit::base::Timestamp;
using kit::runtime::Context;
using kit::runtime::Task;

/// What a person may change about themselves. Absent members stay; an empty optional inside clears.
struct ProfileChange {
  std::optional<std::string> email{};
  std::optional<std::optional<std::string>> full_name{};
  std::optional<std::optional<std::string>> phone_number{};
  std::optional<std::string> language{};
};

struct UserFilter {
  std::optional<std::string> query{};  // part of user name, e-mail or full name, without case
  std::optional<UserRole> role{};
  std::optional<UserStatus> status{};
  std::optional<std::string> after{};  // id of the last user of the page before
  std::size_t limit = 20;
};

/// Sessions of one person, newest first.
struct SessionFilter {
  contracts::UserId user_id{};
  Timestamp alive_at{};                // those that are not over by then
  std::optional<std::string> after{};  // id of the last session of the page before
  std::size_t limit = 20;
};

/// A place in the order of revocations: by time, then by id. Without an id: before all of that time.
struct RevokedSession {
  contracts::SessionId id{};
  Timestamp revoked_at{};
};

/// The stored hash against which a password was found right, and the one that is stored from now on: the same, or
/// another one. Checking takes long, so whoever goes on names what was checked: by now it may not be the account's.
struct CheckedHash {
  std::string checked{};
  std::string next{};
};

/// Accounts, each change in one transaction with its message. Newest first in lists.
class UserStore {
 public:
  virtual ~UserStore() = default;

  /// USERNAME_TAKEN or EMAIL_TAKEN. Stores the first session too.
  virtual Task<Result<void>> add(Context context, Account account, Session session) = 0;
  /// By user name or e-mail address, without case.
  virtual Task<std::optional<Account>> find_by_login(std::string login) = 0;
  virtual Task<std::optional<Account>> find(contracts::UserId id) = 0;
  virtual Task<std::vector<User>> list(UserFilter filter) = 0;
  virtual Task<bool> has_admin() = 0;

  /// EMAIL_TAKEN, NOT_FOUND. Returns the user as changed.
  virtual Task<Result<User>> change_profile(Context context, contracts::UserId id, ProfileChange change) = 0;
  /// Replaces the hash and revokes every session but `keep`; returns the ids of those revoked. Nullopt, and nothing is
  /// done, when the account has another hash by now or is not active: check again.
  virtual Task<std::optional<std::vector<contracts::SessionId>>> change_password(Context context, contracts::UserId id,
                                                                                 CheckedHash hash,
                                                                                 contracts::SessionId keep) = 0;

  struct Administered {
    User before{};
    User user{};
    std::vector<contracts::SessionId> revoked{};
  };
  /// Sets role and status and revokes the user's sessions when one of them changed. NOT_FOUND, LAST_ADMIN.
  virtual Task<Result<Administered>> administer(Context context, contracts::UserId id, std::optional<UserRole> role,
                                                std::optional<UserStatus> status) = 0;
};

class SessionStore {
 public:
  virtual ~SessionStore() = default;

  /// Stores a session and the user's hash, and returns the user as of then. Nullopt, and nothing is done, when the
  /// account has another hash by now or is not active: check again.
  virtual Task<std::optional<User>> begin(Session session, CheckedHash hash) = 0;
  virtual Task<std::optional<Session>> find(contracts::SessionId id) = 0;
  virtual Task<std::vector<Session>> list(SessionFilter filter) = 0;
  /// Moves a session from `generation` to the next one. False when it is not there (any more) or has ended, or its user
  /// is not active: read again.
  virtual Task<bool> rotate(contracts::SessionId id, std::int64_t generation, Timestamp now, Timestamp expires_at) = 0;
  /// False when it was not alive or is not this user's.
  virtual Task<bool> revoke(contracts::SessionId id, contracts::UserId user_id, Timestamp now) = 0;
  /// At most `limit` sessions that were revoked after `last`, the first ones first: what may have to be announced
  /// again.
  virtual Task<std::vector<RevokedSession>> list_revoked(RevokedSession last, std::size_t limit) = 0;
  /// Deletes what expired before `before`, a bounded number at once; true when there may be more.
  virtual Task<bool> prune(Timestamp before) = 0;
};

/// Slow hashes. RATE_LIMITED when too many wait.
class Passwords {
 public:
  virtual ~Passwords() = default;
  virtual Task<Result<std::string>> hash(std::string password) = 0;
  /// False for no stored hash, in the same time.
  virtual Task<Result<bool>> verify(std::string password, std::optional<std::string> stored) = 0;
  [[nodiscard]] virtual bool is_outdated(const std::string& stored) const = 0;
};

/// Signs what a session carries.
class Tokens {
 public:
  virtual ~Tokens() = default;
  [[nodiscard]] virtual std::string access_token(const User& user, const contracts::SessionId& session,
                                                 Timestamp now) const = 0;
  [[nodiscard]] virtual std::string refresh_token(const contracts::SessionId& session,
                                                  std::int64_t generation) const = 0;
  struct RefreshClaim {
    contracts::SessionId session{};
    std::int64_t generation = 0;
  };
  /// Nullopt when the text was not made by refresh_token().
  [[nodiscard]] virtual std::optional<RefreshClaim> read_refresh_token(const std::string& text) const = 0;
};

/// Whose password somebody tries, and from where.
struct LoginAttempt {
  std::optional<contracts::UserId> account{};  // nullopt when nobody has that name
  std::string login{};                         // as given
  std::string address{};
};

/// Logins per account and address that have failed or are not decided yet. An account is counted as one, under whatever
/// name; a name that nobody has is counted likewise, so that nothing tells the two apart.
class LoginAttempts {
 public:
  virtual ~LoginAttempts() = default;
  /// Counts one more, before the password is looked at. False when there are too many; it is not counted then.
  virtual Task<bool> reserve(LoginAttempt attempt) = 0;
  /// It was no failure after all.
  virtual Task<> take_back(LoginAttempt attempt) = 0;
};

/// Tells every process that sessions have ended.
class SessionAnnouncer {
 public:
  virtual ~SessionAnnouncer() = default;
  virtual Task<> ended(std::vector<contracts::SessionId> sessions) = 0;
  /// Whether every process would know of it within a second now.
  [[nodiscard]] virtual bool reaches_everybody() const = 0;
};

/// Why somebody was not let in.
enum class Refusal : std::uint8_t { unknown_name, wrong_password, disabled, rate_limited };

/// Keeps a line about each business step. Of a person it says the id and nothing else. Calls do not block or throw.
class Journal {
 public:
  virtual ~Journal() = default;
  virtual void registered(const Context& context, const contracts::UserId& id) = 0;
  virtual void signed_in(const Context& context, const contracts::UserId& id, const contracts::SessionId& session) = 0;
  /// `id` is absent when nobody has the name that was given.
  virtual void sign_in_refused(const Context& context, const std::optional<contracts::UserId>& id, Refusal why) = 0;
  virtual void refresh_token_reused(const Context& context, const contracts::UserId& id,
                                    const contracts::SessionId& session) = 0;
  virtual void signed_out(const Context& context, const contracts::UserId& id, const contracts::SessionId& session) = 0;
  virtual void session_ended(const Context& context, const contracts::UserId& id,
                             const contracts::SessionId& session) = 0;
  virtual void profile_changed(const Context& context, const contracts::UserId& id) = 0;
  virtual void password_changed(const Context& context, const contracts::UserId& id, std::size_t ended_sessions) = 0;
  virtual void password_change_refused(const Context& context, const contracts::UserId& id, Refusal why) = 0;
  virtual void first_admin_made(const Context& context, const contracts::UserId& id) = 0;
  virtual void role_changed(const Context& context, const User& user, const contracts::UserId& by) = 0;
  virtual void status_changed(const Context& context, const User& user, const contracts::UserId& by) = 0;
};

}  // namespace boxoffice::services::users
