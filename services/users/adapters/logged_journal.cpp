#include "services/users/adapters/logged_journal.hpp"

#include "services/users/adapters/sql_rows.hpp"

#include <string_view>
#include <utility>

namespace boxoffice::services::users {

using contracts::SessionId;
using contracts::UserId;
using kit::telemetry::Field;

namespace {

std::string_view to_text(Refusal why) {
  switch (why) {
    case Refusal::unknown_name:
      return "UNKNOWN_NAME";
    case Refusal::wrong_password:
      return "WRONG_PASSWORD";
    case Refusal::disabled:
      return "DISABLED";
    case Refusal::rate_limited:
      return "RATE_LIMITED";
  }
  std::unreachable();
}

Field user_field(const UserId& id) {
  return {"user_id", id.str()};
}
Field session_field(const SessionId& id) {
  return {"session_id", id.str()};
}
Field reason_field(Refusal why) {
  return {"reason", to_text(why)};
}
Field actor_field(const UserId& id) {
  return {"by", id.str()};
}

}  // namespace

void LoggedJournal::registered(const Context& context, const UserId& id) {
  log_.info("user_registered", {user_field(id)}, context);
}

void LoggedJournal::signed_in(const Context& context, const UserId& id, const SessionId& session) {
  log_.info("signed_in", {user_field(id), session_field(session)}, context);
}

void LoggedJournal::sign_in_refused(const Context& context, const std::optional<UserId>& id, Refusal why) {
  if (!id) return log_.info("sign_in_refused", {reason_field(why)}, context);
  log_.info("sign_in_refused", {user_field(*id), reason_field(why)}, context);
}

void LoggedJournal::refresh_token_reused(const Context& context, const UserId& id, const SessionId& session) {
  log_.warn("refresh_token_reused", {user_field(id), session_field(session)}, context);
}

void LoggedJournal::signed_out(const Context& context, const UserId& id, const SessionId& session) {
  log_.info("signed_out", {user_field(id), session_field(session)}, context);
}

void LoggedJournal::session_ended(const Context& context, const UserId& id, const SessionId& session) {
  log_.info("session_ended", {user_field(id), session_field(session)}, context);
}

void LoggedJournal::profile_changed(const Context& context, const UserId& id) {
  log_.info("profile_changed", {user_field(id)}, context);
}

void LoggedJournal::password_changed(const Context& context, const UserId& id, std::size_t ended_sessions) {
  log_.info("password_changed", {user_field(id), {"ended_sessions", ended_sessions}}, context);
}

void LoggedJournal::password_change_refused(const Context& context, const UserId& id, Refusal why) {
  log_.info("password_change_refused", {user_field(id), reason_field(why)}, context);
}

void LoggedJournal::first_admin_made(const Context& context, const UserId& id) {
  log_.info("first_admin_made", {user_field(id)}, context);
}

void LoggedJournal::role_changed(const Context& context, const User& user, const UserId& by) {
  log_.info("role_changed", {user_field(user.id), {"role", to_text(user.role)}, actor_field(by)}, context);
}

void LoggedJournal::status_changed(const Context& context, const User& user, const UserId& by) {
  const auto event = user.status == UserStatus::disabled ? "user_disabled" : "user_enabled";
  log_.info(event, {user_field(user.id), actor_field(by)}, context);
}

}  // namespace boxoffice::services::users
