#include "services/users/adapters/sql_rows.hpp"

#include <fmt/format.h>

namespace boxoffice::services::users {

std::string_view to_text(UserRole role) {
  switch (role) {
    case UserRole::user:
      return "USER";
    case UserRole::admin:
      return "ADMIN";
  }
  return "";
}

std::string_view to_text(UserStatus status) {
  switch (status) {
    case UserStatus::active:
      return "ACTIVE";
    case UserStatus::disabled:
      return "DISABLED";
  }
  return "";
}

Account read_account(const kit::sql::Row& row) {
  return {.user = {.id = row.get<contracts::UserId>(0),
                   .username = row.get<std::string>(1),
                   .email = row.get<std::string>(2),
                   .full_name = row.get<std::optional<std::string>>(3),
                   .phone_number = row.get<std::optional<std::string>>(4),
                   .role = row.get<std::string>(5) == "ADMIN" ? UserRole::admin : UserRole::user,
                   .status = row.get<std::string>(6) == "DISABLED" ? UserStatus::disabled : UserStatus::active,
                   .language = row.get<std::string>(7),
                   .created_at = row.get<kit::base::Timestamp>(8)},
          .password_hash = row.get<std::string>(9)};
}

Session read_session(const kit::sql::Row& row) {
  return {.id = row.get<contracts::SessionId>(0),
          .user_id = row.get<contracts::UserId>(1),
          .generation = row.get<std::int64_t>(2),
          .device = {.user_agent = row.get<std::string>(3), .ip = row.get<std::string>(4)},
          .created_at = row.get<kit::base::Timestamp>(5),
          .last_seen_at = row.get<kit::base::Timestamp>(6),
          .expires_at = row.get<kit::base::Timestamp>(7),
          .rotated_at = row.get<std::optional<kit::base::Timestamp>>(8),
          .revoked_at = row.get<std::optional<kit::base::Timestamp>>(9)};
}

void insert_session(kit::sql::Transaction& transaction, const Session& session) {
  transaction.execute(
      "INSERT INTO sessions (id, user_id, generation, user_agent, ip, created_at, last_seen_at, expires_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      session.id, session.user_id, session.generation, session.device.user_agent, session.device.ip, session.created_at,
      session.last_seen_at, session.expires_at);
}

std::optional<User> replace_hash(kit::sql::Transaction& transaction, const contracts::UserId& id,
                                 const CheckedHash& hash, AccountGuard guard) {
  static const std::string statement = fmt::format(
      "UPDATE users SET password_hash = $2 WHERE id = $1 AND ($3 IS NULL OR (password_hash = $3 AND status = "
      "'ACTIVE')) "
      "RETURNING {}",
      account_columns);
  const auto expected = guard == AccountGuard::on ? std::optional(hash.checked) : std::nullopt;
  const auto row = transaction.query_one(statement, id, hash.next, expected);
  if (!row) return std::nullopt;
  return read_account(*row).user;
}

std::vector<contracts::SessionId> revoke_sessions(kit::sql::Transaction& transaction, const contracts::UserId& user,
                                                  const contracts::SessionId& keep, kit::base::Timestamp now) {
  std::vector<contracts::SessionId> revoked;
  for (const auto& row : transaction.query("UPDATE sessions SET revoked_at = $1 WHERE user_id = $2 AND id <> $3 AND "
                                           "revoked_at IS NULL AND expires_at > $1 RETURNING id",
                                           now, user, keep)) {
    revoked.push_back(row.get<contracts::SessionId>(0));
  }
  return revoked;
}

}  // namespace boxoffice::services::users
