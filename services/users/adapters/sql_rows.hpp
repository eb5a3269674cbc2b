#pragma once

// How users and sessions look in SQL: column lists, rows to values, enumerators to text.

#include "kit/sql/database.hpp"
#include "services/users/core/ports.hpp"
#include "services/users/core/user.hpp"

#include <cstdint>
#include <optional>
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

/// Whether what follows from a check insists that accounts and sessions are still as they were checked. Off only in
/// tests, which show what happens then.
enum class AccountGuard : std::uint8_t { on, off };

/// Stores the next hash and returns the user as of now. Nullopt, and nothing is done, when the account has another hash
/// than the checked one or is not active. Its row stays locked until the transaction ends: neither a change of password
/// nor a disabling comes between this and what else the transaction does.
[[nodiscard]] std::optional<User> replace_hash(kit::sql::Transaction& transaction, const contracts::UserId& id,
                                               const CheckedHash& hash, AccountGuard guard);

/// Revokes every session of the user that is not over, but `keep` (empty: none); returns those revoked.
std::vector<contracts::SessionId> revoke_sessions(kit::sql::Transaction& transaction, const contracts::UserId& user,
                                                  const contracts::SessionId& keep, kit::base::Timestamp now);

}  // namespace boxoffice::services::users
