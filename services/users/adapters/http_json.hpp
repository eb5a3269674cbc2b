#pragma once

// What clients send to and get from the users service, with the rules of each member.

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"
#include "kit/json/page.hpp"
#include "kit/json/patch.hpp"
#include "kit/json/rules.hpp"
#include "services/users/core/signing_in.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::services::users {

inline constexpr std::size_t password_least = 8;
inline constexpr std::size_t password_most = 128;

struct RegisterBody {
  std::string username{};
  std::string email{};
  std::string password{};
  std::optional<std::string> full_name{};
  std::optional<std::string> phone_number{};
  std::optional<std::string> language{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&RegisterBody::username, 3, 32), matches(&RegisterBody::username, Characters::username),
                 format(&RegisterBody::email, Format::email),
                 size(&RegisterBody::password, password_least, password_most), size(&RegisterBody::full_name, 1, 100),
                 single_line(&RegisterBody::full_name), format(&RegisterBody::phone_number, Format::phone_number),
                 one_of(&RegisterBody::language, "en", "de"));
  }
};
BOOST_DESCRIBE_STRUCT(RegisterBody, (), (username, email, password, full_name, phone_number, language))

struct LoginBody {
  std::string username{};  // or e-mail address
  std::string password{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&LoginBody::username, 1, 254), size(&LoginBody::password, 1, password_most));
  }
};
BOOST_DESCRIBE_STRUCT(LoginBody, (), (username, password))

struct RefreshBody {
  std::optional<std::string> refresh_token{};  // absent when the cookie carries it

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&RefreshBody::refresh_token, 1, 512));
  }
};
BOOST_DESCRIBE_STRUCT(RefreshBody, (), (refresh_token))

struct ProfilePatch {
  std::optional<std::string> email{};
  kit::json::Patch<std::string> full_name{};  // null clears it
  kit::json::Patch<std::string> phone_number{};
  std::optional<std::string> language{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(format(&ProfilePatch::email, Format::email), size(&ProfilePatch::full_name, 1, 100),
                 single_line(&ProfilePatch::full_name), format(&ProfilePatch::phone_number, Format::phone_number),
                 one_of(&ProfilePatch::language, "en", "de"));
  }
};
BOOST_DESCRIBE_STRUCT(ProfilePatch, (), (email, full_name, phone_number, language))

struct PasswordBody {
  std::string current_password{};
  std::string new_password{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&PasswordBody::current_password, 1, password_most),
                 size(&PasswordBody::new_password, password_least, password_most));
  }
};
BOOST_DESCRIBE_STRUCT(PasswordBody, (), (current_password, new_password))

struct AdministerBody {
  std::optional<UserRole> role{};
  std::optional<UserStatus> status{};
};
BOOST_DESCRIBE_STRUCT(AdministerBody, (), (role, status))

struct UserQuery {
  std::optional<std::string> query{};
  std::optional<UserRole> role{};
  std::optional<UserStatus> status{};
  std::optional<std::string> cursor{};
  std::optional<std::string> format{};
  std::int64_t limit = 20;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&UserQuery::query, 1, 100), range(&UserQuery::limit, 1, 100), with_default(&UserQuery::limit),
                 one_of(&UserQuery::format, "json", "csv"), size(&UserQuery::cursor, 1, 200));
  }
};
BOOST_DESCRIBE_STRUCT(UserQuery, (), (query, role, status, cursor, format, limit))

struct SessionQuery {
  std::optional<std::string> cursor{};
  std::int64_t limit = 20;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&SessionQuery::cursor, 1, 200), range(&SessionQuery::limit, 1, 100),
                 with_default(&SessionQuery::limit));
  }
};
BOOST_DESCRIBE_STRUCT(SessionQuery, (), (cursor, limit))

struct UserView {
  contracts::UserId id{};
  std::string username{};
  std::string email{};
  std::optional<std::string> full_name{};
  std::optional<std::string> phone_number{};
  UserRole role{};
  UserStatus status{};
  std::string language{};
  kit::base::Timestamp created_at{};
};
BOOST_DESCRIBE_STRUCT(UserView, (), (id, username, email, full_name, phone_number, role, status, language, created_at))

struct AuthView {
  std::string access_token{};
  std::optional<std::string> refresh_token{};  // absent when a cookie carries it
  std::string token_type = "Bearer";
  std::int64_t expires_in = 0;  // seconds
  UserView user{};
};
BOOST_DESCRIBE_STRUCT(AuthView, (), (access_token, refresh_token, token_type, expires_in, user))

struct SessionView {
  contracts::SessionId id{};
  kit::base::Timestamp created_at{};
  kit::base::Timestamp last_seen_at{};
  std::string user_agent{};
  std::string ip{};
  bool current = false;
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (id, created_at, last_seen_at, user_agent, ip, current))

[[nodiscard]] UserView view_of(const User& user);

}  // namespace boxoffice::services::users
