#include "services/users/adapters/http_routes.hpp"

#include "kit/auth/revocations.hpp"
#include "kit/http/csv.hpp"
#include "kit/http/cursor.hpp"
#include "services/users/adapters/session_cookie.hpp"
#include "services/users/adapters/sql_rows.hpp"
#include "services/users/core/errors.hpp"

#include <utility>

namespace boxoffice::services::users {

using kit::http::Call;
using kit::http::NoContent;
using kit::http::Reply;

void HttpRoutes::mount(kit::http::Router& router) {
  using enum kit::http::Guard;
  using kit::base::codes::not_found;
  using kit::base::codes::rate_limited;
  const std::string base = "/api/users";
  router.post(
      base + "/register", anyone, *this, &HttpRoutes::register_user,
      {.summary = "Register", .status = 201, .errors = {codes::username_taken, codes::email_taken, rate_limited}});
  router.post(base + "/login", anyone, *this, &HttpRoutes::login,
              {.summary = "Sign in", .errors = {codes::invalid_credentials, rate_limited}});
  router.post(base + "/refresh", anyone, *this, &HttpRoutes::refresh,
              {.summary = "Get the next pair of tokens", .errors = {kit::base::codes::unauthenticated}});
  router.post(base + "/logout", user, *this, &HttpRoutes::logout, {.summary = "Sign out", .status = 204});
  router.get(base + "/profile", user, *this, &HttpRoutes::profile, {.summary = "Show my profile"});
  router.patch(base + "/profile", user, *this, &HttpRoutes::change_profile,
               {.summary = "Change my profile", .errors = {codes::email_taken}});
  router.post(base + "/password", user, *this, &HttpRoutes::change_password,
              {.summary = "Change my password", .status = 204, .errors = {rate_limited}});
  router.get(base + "/sessions", user, *this, &HttpRoutes::sessions, {.summary = "List my sessions"});
  router.delete_(base + "/sessions/{id}", user, *this, &HttpRoutes::end_session,
                 {.summary = "End one of my sessions", .status = 204, .errors = {not_found}});
  router.get(base, admin, *this, &HttpRoutes::list, {.summary = "List users"});
  router.get(base + "/{id}", admin, *this, &HttpRoutes::find, {.summary = "Show a user", .errors = {not_found}});
  router.patch(base + "/{id}", admin, *this, &HttpRoutes::administer,
               {.summary = "Change role or status of a user", .errors = {not_found, codes::last_admin}});
  router.get(base + "/.well-known/jwks.json", anyone, *this, &HttpRoutes::key_set,
             {.summary = "Public keys of access tokens", .produces = "application/jwk-set+json"});
}

namespace {

contracts::UserId caller(const Call& call) {
  return contracts::UserId{call.principal.subject};
}
contracts::SessionId caller_session(const Call& call) {
  return contracts::SessionId{call.principal.session_id};
}

Device device_of(const Call& call) {
  constexpr std::size_t user_agent_limit = 256;
  return {.user_agent = std::string(call.headers.get("user-agent").value_or("").substr(0, user_agent_limit)),
          .ip = call.client_address};
}

/// Absent: keep; null: clear; a value: set.
std::optional<std::optional<std::string>> change_of(const kit::json::Patch<std::string>& patch) {
  if (patch.is_absent()) return std::nullopt;
  return patch.is_null() ? std::optional<std::string>{} : std::optional(*patch);
}

/// The tokens as the client asked for them: both in the body, or the refresh token in a cookie.
Result<Reply<AuthView>> answer(const Call& call, Result<SignedIn> signed_in) {
  if (!signed_in) return std::unexpected(std::move(signed_in).error());
  BOXOFFICE_TRY(const auto cookie, cookie_name(call));
  AuthView view{.access_token = std::move(signed_in->access_token),
                .expires_in = std::chrono::seconds{kit::auth::access_token_life}.count(),
                .user = view_of(signed_in->user)};
  Reply<AuthView> reply;
  if (cookie) {
    reply.headers.add("Set-Cookie", set_cookie(call, *cookie, signed_in->refresh_token));
  } else {
    view.refresh_token = std::move(signed_in->refresh_token);
  }
  reply.content = std::move(view);
  return reply;
}

}  // namespace

HttpRoutes::Signed HttpRoutes::register_user(Call call, RegisterBody body) {
  BOXOFFICE_CO_TRY([[maybe_unused]] const auto cookie, cookie_name(call));
  auto signed_in = co_await signing_in_.register_user(call.context,
                                                      {.username = std::move(body.username),
                                                       .email = std::move(body.email),
                                                       .password = std::move(body.password),
                                                       .full_name = std::move(body.full_name),
                                                       .phone_number = std::move(body.phone_number),
                                                       .language = body.language.value_or("en")},
                                                      device_of(call));
  co_return answer(call, std::move(signed_in));
}

HttpRoutes::Signed HttpRoutes::login(Call call, LoginBody body) {
  BOXOFFICE_CO_TRY([[maybe_unused]] const auto cookie, cookie_name(call));
  auto signed_in =
      co_await signing_in_.login(call.context, std::move(body.username), std::move(body.password), device_of(call));
  co_return answer(call, std::move(signed_in));
}

HttpRoutes::Signed HttpRoutes::refresh(Call call, RefreshBody body) {
  BOXOFFICE_CO_TRY(const auto cookie, cookie_name(call));
  auto token = cookie ? cookie_value(call, *cookie) : std::move(body.refresh_token);
  if (!token && !cookie) co_return kit::base::fail_field("/refreshToken", "is required");
  auto signed_in = co_await signing_in_.refresh(call.context, std::move(token).value_or(""));
  co_return answer(call, std::move(signed_in));
}

HttpRoutes::Nothing HttpRoutes::logout(Call call) {
  BOXOFFICE_CO_TRY(const auto cookie, cookie_name(call));
  co_await signing_in_.logout(call.context, caller(call), caller_session(call));
  Reply<NoContent> reply{.content = NoContent{}};
  if (cookie) reply.headers.add("Set-Cookie", set_cookie(call, *cookie, ""));
  co_return reply;
}

Task<Result<UserView>> HttpRoutes::profile(Call call) {
  BOXOFFICE_CO_TRY(const auto user, co_await accounts_.profile(caller(call)));
  co_return view_of(user);
}

Task<Result<UserView>> HttpRoutes::change_profile(Call call, ProfilePatch body) {
  ProfileChange change{.email = std::move(body.email),
                       .full_name = change_of(body.full_name),
                       .phone_number = change_of(body.phone_number),
                       .language = std::move(body.language)};
  BOXOFFICE_CO_TRY(const auto user, co_await accounts_.change_profile(call.context, caller(call), std::move(change)));
  co_return view_of(user);
}

Task<Result<NoContent>> HttpRoutes::change_password(Call call, PasswordBody body) {
  BOXOFFICE_CO_TRY_VOID(co_await accounts_.change_password(call.context, caller(call),
                                                           {.current_password = std::move(body.current_password),
                                                            .new_password = std::move(body.new_password),
                                                            .session = caller_session(call),
                                                            .address = call.client_address}));
  co_return NoContent{};
}

Task<Result<kit::json::Page<SessionView>>> HttpRoutes::sessions(Call call, kit::http::Query<SessionQuery> query) {
  BOXOFFICE_CO_TRY(auto after, kit::http::decode_cursor(query.value.cursor));
  const auto limit = static_cast<std::size_t>(query.value.limit);
  const auto sessions = co_await accounts_.sessions(caller(call), std::move(after), limit + 1);
  const auto view = [current = caller_session(call)](const Session& session) {
    return SessionView{.id = session.id,
                       .created_at = session.created_at,
                       .last_seen_at = session.last_seen_at,
                       .user_agent = session.device.user_agent,
                       .ip = session.device.ip,
                       .current = session.id == current};
  };
  co_return kit::http::page_of(sessions, limit, view, [](const Session& session) { return session.id.str(); });
}

Task<Result<NoContent>> HttpRoutes::end_session(Call call) {
  BOXOFFICE_CO_TRY_VOID(
      co_await accounts_.end_session(call.context, caller(call), call.id<contracts::SessionId>("id")));
  co_return NoContent{};
}

namespace {

kit::http::CsvRow csv_row(const User& user) {
  return {user.id.str(),
          user.username,
          user.email,
          user.full_name.value_or(""),
          user.phone_number.value_or(""),
          std::string(to_text(user.role)),
          std::string(to_text(user.status)),
          user.language,
          kit::base::to_rfc3339(user.created_at)};
}

}  // namespace

Task<Result<Reply<kit::json::Page<UserView>>>> HttpRoutes::list(Call, kit::http::Query<UserQuery> query) {
  BOXOFFICE_CO_TRY(auto after, kit::http::decode_cursor(query.value.cursor));
  const auto limit = static_cast<std::size_t>(query.value.limit);
  UserFilter filter{.query = query.value.query,
                    .role = query.value.role,
                    .status = query.value.status,
                    .after = std::move(after),
                    .limit = limit + 1};
  Reply<kit::json::Page<UserView>> reply;
  if (query.value.format == "csv") {
    reply.content = kit::http::csv_response(
        "users.csv", {"id", "username", "email", "fullName", "phoneNumber", "role", "status", "language", "createdAt"},
        kit::http::csv_pages(accounts_, std::move(filter), csv_row));
    co_return reply;
  }
  const auto users = co_await accounts_.list(std::move(filter));
  reply.content = kit::http::page_of(users, limit, view_of, [](const User& user) { return user.id.str(); });
  co_return reply;
}

Task<Result<UserView>> HttpRoutes::find(Call call) {
  BOXOFFICE_CO_TRY(const auto user, co_await accounts_.profile(call.id<contracts::UserId>("id")));
  co_return view_of(user);
}

Task<Result<UserView>> HttpRoutes::administer(Call call, AdministerBody body) {
  BOXOFFICE_CO_TRY(const auto user,
                   co_await accounts_.administer(call.context, call.id<contracts::UserId>("id"),
                                                 {.role = body.role, .status = body.status, .by = caller(call)}));
  co_return view_of(user);
}

Task<Result<kit::http::Response>> HttpRoutes::key_set(Call) {
  co_return kit::http::Response{
      .headers = {{"Content-Type", "application/jwk-set+json"}, {"Cache-Control", "public, max-age=60"}},
      .body = key_set_};
}

}  // namespace boxoffice::services::users
