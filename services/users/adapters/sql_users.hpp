#pragma once

// Accounts in SQL, each change in one transaction with its message.

#include "kit/messaging/outbox.hpp"
#include "kit/sql/database.hpp"
#include "services/users/adapters/sql_rows.hpp"
#include "services/users/core/ports.hpp"

namespace boxoffice::services::users {

/// Safe from any thread; `database`, `outbox` and `clock` outlive it.
class SqlUsers final : public UserStore {
 public:
  SqlUsers(kit::sql::Database& database, const kit::messaging::Outbox& outbox, const kit::base::Clock& clock,
           AccountGuard guard = AccountGuard::on)
      : database_(database), outbox_(outbox), clock_(clock), guard_(guard) {}

  Task<Result<void>> add(Context context, Account account, Session session) override;
  Task<std::optional<Account>> find_by_login(std::string login) override;
  Task<std::optional<Account>> find(contracts::UserId id) override;
  Task<std::vector<User>> list(UserFilter filter) override;
  Task<bool> has_admin() override;
  Task<Result<User>> change_profile(Context context, contracts::UserId id, ProfileChange change) override;
  Task<std::optional<std::vector<contracts::SessionId>>> change_password(Context context, contracts::UserId id,
                                                                         CheckedHash hash,
                                                                         contracts::SessionId keep) override;
  Task<Result<Administered>> administer(Context context, contracts::UserId id, std::optional<UserRole> role,
                                        std::optional<UserStatus> status) override;

 private:
  kit::sql::Database& database_;
  const kit::messaging::Outbox& outbox_;
  const kit::base::Clock& clock_;
  AccountGuard guard_;
};

}  // namespace boxoffice::services::users
