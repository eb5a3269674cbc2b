#pragma once

// Sessions in SQL: the users database owns them, the cache only carries revocations.

#include "kit/sql/database.hpp"
#include "services/users/adapters/sql_rows.hpp"
#include "services/users/core/ports.hpp"

namespace boxoffice::services::users {

/// Safe from any thread; `database` outlives it.
class SqlSessions final : public SessionStore {
 public:
  explicit SqlSessions(kit::sql::Database& database, AccountGuard guard = AccountGuard::on)
      : database_(database), guard_(guard) {}

  Task<std::optional<User>> begin(Session session, CheckedHash hash) override;
  Task<std::optional<Session>> find(contracts::SessionId id) override;
  Task<std::vector<Session>> list(SessionFilter filter) override;
  Task<bool> rotate(contracts::SessionId id, std::int64_t generation, Timestamp now, Timestamp expires_at) override;
  Task<bool> revoke(contracts::SessionId id, contracts::UserId user_id, Timestamp now) override;
  Task<std::vector<RevokedSession>> list_revoked(RevokedSession last, std::size_t limit) override;
  Task<bool> prune(Timestamp before) override;

 private:
  kit::sql::Database& database_;
  AccountGuard guard_;
};

}  // namespace boxoffice::services::users
