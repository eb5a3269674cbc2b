#pragma once

// Who calls, and what a route demands of the caller. Declared with the route; the default is deny.

#include "kit/base/error.hpp"
#include "kit/http/message.hpp"

#include <cstdint>
#include <string>

namespace boxoffice::kit::http {

enum class Role : std::uint8_t { user, admin };

/// The verified caller.
struct Principal {
  enum class Kind : std::uint8_t { anonymous, user, service };

  Kind kind = Kind::anonymous;
  std::string subject{};  // user id, or the calling service's name ("orders")
  std::string name{};     // user name; empty for services
  Role role = Role::user;
  std::string session_id{};  // of the access token; empty for services

  [[nodiscard]] bool is_admin() const { return kind == Kind::user && role == Role::admin; }
  [[nodiscard]] bool is_user(const std::string& user_id) const { return kind == Kind::user && subject == user_id; }
};

enum class Guard : std::uint8_t {
  anyone,    // no token is looked at
  optional,  // anonymous, or whoever a valid token names; a bad token is 401
  user,      // any signed-in user
  admin,     // role ADMIN
  service,   // a service token for this service; never reachable through the gateway
};

/// Turns the request's credentials into a Principal. A missing token is an anonymous principal; a bad one
/// UNAUTHENTICATED; one that cannot be judged now throws base::Unavailable (503, never 401).
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  virtual runtime::Task<base::Result<Principal>> authenticate(const Request& request) = 0;
};

/// UNAUTHENTICATED or FORBIDDEN when `principal` does not satisfy `guard`.
[[nodiscard]] base::Result<void> check(Guard guard, const Principal& principal);

}  // namespace boxoffice::kit::http
