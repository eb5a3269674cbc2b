#include "services/chat/adapters/sql_users.hpp"

namespace boxoffice::services::chat {

void keep_user(kit::sql::Transaction& transaction, const contracts::messages::UserState& user,
               kit::base::Timestamp changed_at) {
  transaction.execute(
      "INSERT INTO users (id, name, changed_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET "
      "name = excluded.name, changed_at = excluded.changed_at WHERE users.changed_at <= excluded.changed_at",
      user.user_id, user.full_name.value_or(user.username), changed_at);
}

std::optional<std::string> name_of_user(kit::sql::Session& session, const contracts::UserId& id) {
  const auto row = session.query_one("SELECT name FROM users WHERE id = $1", id);
  if (!row) return std::nullopt;
  return row->get<std::string>(0);
}

}  // namespace boxoffice::services::chat
