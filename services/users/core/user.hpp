#pragma once

// The account of a person and the sessions in which they are signed in.

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::services::users {

enum class UserRole : std::uint8_t { user, admin };
BOOST_DESCRIBE_ENUM(UserRole, user, admin)

enum class UserStatus : std::uint8_t { active, disabled };
BOOST_DESCRIBE_ENUM(UserStatus, active, disabled)

struct User {
  contracts::UserId id{};
  std::string username{};
  std::string email{};
  std::optional<std::string> full_name{};
  std::optional<std::string> phone_number{};
  UserRole role = UserRole::user;
  UserStatus status = UserStatus::active;
  std::string language = "en";  // en, de
  kit::base::Timestamp created_at{};
};

/// A user with what proves who they are. The hash never leaves the service.
struct Account {
  User user{};
  std::string password_hash{};
};

/// Where somebody signed in from, as the person is shown it in their list of sessions.
struct Device {
  std::string user_agent{};
  std::string ip{};
};

/// One sign-in. Refresh tokens of a session carry its generation; each refresh moves it on by one.
struct Session {
  contracts::SessionId id{};
  contracts::UserId user_id{};
  std::int64_t generation = 0;
  Device device{};
  kit::base::Timestamp created_at{};
  kit::base::Timestamp last_seen_at{};
  kit::base::Timestamp expires_at{};
  std::optional<kit::base::Timestamp> rotated_at{};
  std::optional<kit::base::Timestamp> revoked_at{};

  [[nodiscard]] bool is_alive(kit::base::Timestamp now) const { return !revoked_at && now < expires_at; }
};

}  // namespace boxoffice::services::users
