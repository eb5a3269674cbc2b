#pragma once

// How users and sessions look in SQL: column lists, rows to values, enumerators to text.

#include "kit/sql/database.hpp"
#include "services/users/core/user.hpp"

#include <string>
#include <string_view>

namespace boxoffice::services::users {

[[nodiscard]] std::string_view to_text(UserRole role);      // "USER", as in JSON
[[nodiscard]] std::string_view to_text(UserStatus status);  // "ACTIVE"

/// Column order of read_account().
inline constexpr std::string_view account_columns =
    "id, username, email, full_name, phone_number, role, status, language, created_at, password_hash";
[[nodiscard]] Account read_account(const kit::sql::Row& row);

/// Column order of read_session().
inline constexpr std::string_view session_columns =
    "id, user_id, generation, user_agent, ip, created_at, last_seen_at, expires_at, rotated_at, revoked_at";
[[nodiscard]] Session read_session(const kit::sql::Row& row);

void insert_session(kit::sql::Transaction& transaction, const Session& session);

/// Revokes every session of the user that is not over, but `keep` (empty: none); returns those revoked.
std::vector<contracts::SessionId> revoke_sessions(kit::sql::Transaction& transaction, const contracts::UserId& user,
                                                  const contracts::SessionId& keep, kit::base::Timestamp now);

}  // namespace boxoffice::services::users
