#pragma once

// The routes of the users service: parse, call, render.

#include "kit/http/router.hpp"
#include "services/users/adapters/http_json.hpp"
#include "services/users/core/accounts.hpp"
#include "services/users/core/signing_in.hpp"

#include <string>

namespace boxoffice::services::users {

/// Handlers; safe from any thread. `signing_in` and `accounts` outlive it.
class HttpRoutes {
 public:
  /// `key_set` is the JWKS document (RFC 7517).
  HttpRoutes(const SigningIn& signing_in, const Accounts& accounts, std::string key_set)
      : signing_in_(signing_in), accounts_(accounts), key_set_(std::move(key_set)) {}

  void mount(kit::http::Router& router);

  using Call = kit::http::Call;
  using Signed = Task<Result<kit::http::Reply<AuthView>>>;
  using Nothing = Task<Result<kit::http::Reply<kit::http::NoContent>>>;

  Signed register_user(Call call, RegisterBody body);
  Signed login(Call call, LoginBody body);
  Signed refresh(Call call, RefreshBody body);
  Nothing logout(Call call);
  Task<Result<UserView>> profile(Call call);
  Task<Result<UserView>> change_profile(Call call, ProfilePatch body);
  Task<Result<kit::http::NoContent>> change_password(Call call, PasswordBody body);
  Task<Result<kit::json::Page<SessionView>>> sessions(Call call, kit::http::Query<SessionQuery> query);
  Task<Result<kit::http::NoContent>> end_session(Call call);
  Task<Result<kit::http::Reply<kit::json::Page<UserView>>>> list(Call call, kit::http::Query<UserQuery> query);
  Task<Result<UserView>> find(Call call);
  Task<Result<UserView>> administer(Call call, AdministerBody body);
  Task<Result<kit::http::Response>> key_set(Call call);

 private:
  const SigningIn& signing_in_;
  const Accounts& accounts_;
  std::string key_set_;
};

}  // namespace boxoffice::services::users
