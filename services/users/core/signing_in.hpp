#pragma once

// Registering, signing in and staying signed in.

#include "kit/base/id.hpp"
#include "services/users/core/ports.hpp"

#include <chrono>
#include <string>

namespace boxoffice::services::users {

inline constexpr std::chrono::hours session_life{24 * 30};
/// How long the predecessor of a refresh token still yields the same successor: an answer that got lost on its way
/// (a process killed, a phone in a tunnel) must not sign the person out.
inline constexpr std::chrono::seconds rotation_grace{10};
/// How often a password is checked when the account changes while that goes on: twice, because of two logins that find
/// a hash of another cost one is the first to renew it.
inline constexpr int password_checks = 2;

/// Valid by the rules of the border: see RegisterBody in adapters/http_json.hpp.
struct Registration {
  std::string username{};
  std::string email{};
  std::string password{};
  std::optional<std::string> full_name{};
  std::optional<std::string> phone_number{};
  std::string language = "en";
};

/// What somebody who is signed in holds.
struct SignedIn {
  User user{};
  std::string access_token{};
  std::string refresh_token{};
};

/// The parts these use cases work with; all outlive them.
struct SigningInParts {
  UserStore& users;
  SessionStore& sessions;
  Passwords& passwords;
  Tokens& tokens;
  LoginAttempts& attempts;
  SessionAnnouncer& announcer;
  Journal& journal;
  const kit::base::Clock& clock;
  const kit::base::IdGenerator& ids;
};

/// Stateless; safe from any thread.
class SigningIn {
 public:
  explicit SigningIn(SigningInParts parts) : parts_(parts) {}

  /// USERNAME_TAKEN, EMAIL_TAKEN.
  Task<Result<SignedIn>> register_user(Context context, Registration registration, Device device) const;

  /// INVALID_CREDENTIALS in the same time for unknown users; RATE_LIMITED after repeated failures.
  Task<Result<SignedIn>> login(Context context, std::string login, std::string password, Device device) const;

  /// The next pair of tokens. UNAUTHENTICATED for anything but the newest refresh token or, within rotation_grace, its
  /// predecessor. An older one has been stolen or copied: the session ends. Throws base::Unavailable while that would
  /// not be felt everywhere.
  Task<Result<SignedIn>> refresh(Context context, std::string refresh_token) const;

  Task<> logout(Context context, contracts::UserId user, contracts::SessionId session) const;

 private:
  Task<Result<Account>> check_password(Context context, std::string login, std::string password,
                                       std::string address) const;
  Task<bool> end(contracts::UserId user, contracts::SessionId session) const;
  Task<CheckedHash> hash_to_keep(std::string checked, std::string password) const;
  Task<Result<SignedIn>> rotate(Session session, User user, Timestamp now) const;
  [[nodiscard]] Session new_session(const contracts::UserId& user, Device device, Timestamp now) const;
  [[nodiscard]] SignedIn sign_in(const User& user, const Session& session, Timestamp now) const;

  SigningInParts parts_;
};

}  // namespace boxoffice::services::users
