#pragma once

// What the users service tells. Subject: the user's id. E-mail addresses and phone numbers stay with users, which alone
// needs them.

#include "contracts/ids.hpp"
#include "contracts/topics.hpp"
#include "kit/json/rules.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::contracts::messages {

/// A user as others may know them, after what happened.
struct UserState {
  static constexpr std::string_view topic = topics::user_events;

  UserId user_id{};
  std::string username{};
  std::optional<std::string> full_name{};
  std::string role = "USER";
  std::string status = "ACTIVE";
  std::string language = "en";  // of what they are told: en, de

  [[nodiscard]] const std::string& subject() const { return user_id.str(); }
  static constexpr auto limits() {
    using namespace kit::json;
    return rules(one_of(&UserState::role, "USER", "ADMIN"), one_of(&UserState::status, "ACTIVE", "DISABLED"));
  }
  friend bool operator==(const UserState&, const UserState&) = default;
};
BOOST_DESCRIBE_STRUCT(UserState, (), (user_id, username, full_name, role, status, language))

struct UserRegistered : UserState {
  static constexpr std::string_view type = "USER_REGISTERED";
};
BOOST_DESCRIBE_STRUCT(UserRegistered, (UserState), ())

/// Name, role, status back to ACTIVE, language or another member has changed.
struct UserUpdated : UserState {
  static constexpr std::string_view type = "USER_UPDATED";
};
BOOST_DESCRIBE_STRUCT(UserUpdated, (UserState), ())

/// All sessions of the user have ended.
struct UserDisabled : UserState {
  static constexpr std::string_view type = "USER_DISABLED";
};
BOOST_DESCRIBE_STRUCT(UserDisabled, (UserState), ())

/// All other sessions of the user have ended.
struct PasswordChanged : UserState {
  static constexpr std::string_view type = "PASSWORD_CHANGED";
};
BOOST_DESCRIBE_STRUCT(PasswordChanged, (UserState), ())

}  // namespace boxoffice::contracts::messages
