#include "services/chat/adapters/message_handlers.hpp"

#include "contracts/messages/user_messages.hpp"
#include "kit/json/json.hpp"
#include "services/chat/adapters/sql_users.hpp"

#include <string>
#include <string_view>

namespace boxoffice::services::chat {

namespace {

bool is_about_user(std::string_view type) {
  using namespace contracts::messages;
  return type == UserRegistered::type || type == UserUpdated::type || type == UserDisabled::type ||
         type == PasswordChanged::type;
}

/// What these messages have in common says all that a chat needs.
kit::base::Result<void> apply_user(kit::sql::Transaction& transaction, const kit::messaging::Message& message) {
  if (!is_about_user(message.type)) return {};
  BOXOFFICE_TRY(const auto user, kit::json::from_json_lenient<contracts::messages::UserState>(message.data));
  keep_user(transaction, user, message.time);
  return {};
}

}  // namespace

std::vector<kit::messaging::Subscription> subscriptions() {
  return {{.topic = std::string(contracts::topics::user_events), .apply = apply_user}};
}

}  // namespace boxoffice::services::chat
