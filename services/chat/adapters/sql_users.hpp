#pragma once

// What people are called: a copy that follows user-events.

#include "contracts/messages/user_messages.hpp"
#include "kit/base/time.hpp"
#include "kit/sql/database.hpp"

#include <optional>
#include <string>

namespace boxoffice::services::chat {

/// Follows a message of that time; an older one changes nothing.
void keep_user(kit::sql::Transaction& transaction, const contracts::messages::UserState& user,
               kit::base::Timestamp changed_at);
/// Full name or, without one, user name; nullopt for somebody of whom nothing has been heard yet.
[[nodiscard]] std::optional<std::string> name_of_user(kit::sql::Session& session, const contracts::UserId& id);

}  // namespace boxoffice::services::chat
