#pragma once

// What people do with their own account, and administrators with everybody's.

#include "services/users/core/ports.hpp"
#include "services/users/core/signing_in.hpp"

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::services::users {

struct PasswordChange {
  std::string current_password{};
  std::string new_password{};
  contracts::SessionId session{};  // in which it is changed: the one that stays
  std::string address{};           // from where
};

struct Administration {
  std::optional<UserRole> role{};
  std::optional<UserStatus> status{};
  contracts::UserId by{};
};

/// Stateless; safe from any thread. The parts outlive it.
class Accounts {
 public:
  explicit Accounts(SigningInParts parts) : parts_(parts) {}

  Task<Result<User>> profile(contracts::UserId id) const;
  /// EMAIL_TAKEN.
  Task<Result<User>> change_profile(Context context, contracts::UserId id, ProfileChange change) const;
  /// VALIDATION_FAILED at /currentPassword when that is wrong, also when it became so meanwhile; such guesses count as
  /// failed sign-ins do: RATE_LIMITED. Ends every other session of the user.
  Task<Result<void>> change_password(Context context, contracts::UserId id, PasswordChange change) const;

  /// A page of at most `limit` sessions that are not over, newest first; `after` is the last id of the page before.
  Task<std::vector<Session>> sessions(contracts::UserId id, std::optional<std::string> after, std::size_t limit) const;
  /// NOT_FOUND when it is not a live session of this user.
  Task<Result<void>> end_session(Context context, contracts::UserId id, contracts::SessionId session) const;

  Task<std::vector<User>> list(UserFilter filter) const;
  /// LAST_ADMIN when nobody would be left to administer. A change ends the user's sessions.
  Task<Result<User>> administer(Context context, contracts::UserId id, Administration change) const;

  /// Makes the first administrator when there is none; true when it did.
  Task<bool> ensure_admin(Context context, std::string username, std::string password) const;

 private:
  SigningInParts parts_;
};

}  // namespace boxoffice::services::users
