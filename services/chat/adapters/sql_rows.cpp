#include "services/chat/adapters/sql_rows.hpp"

namespace boxoffice::services::chat {

std::string_view to_text(SenderRole role) {
  switch (role) {
    case SenderRole::user:
      return "USER";
    case SenderRole::admin:
      return "ADMIN";
  }
  return "";
}

std::string_view to_text(ConversationStatus status) {
  switch (status) {
    case ConversationStatus::open:
      return "OPEN";
    case ConversationStatus::closed:
      return "CLOSED";
  }
  return "";
}

ChatMessage read_message(const kit::sql::Row& row) {
  return {.id = row.get<contracts::ChatMessageId>(0),
          .conversation_id = row.get<contracts::ConversationId>(1),
          .sequence = row.get<std::int64_t>(2),
          .sender_id = row.get<contracts::UserId>(3),
          .sender_name = row.get<std::string>(4),
          .sender_role = row.get<std::string>(5) == "ADMIN" ? SenderRole::admin : SenderRole::user,
          .message = row.get<std::string>(6),
          .client_id = row.get<std::optional<std::string>>(7),
          .created_at = row.get<kit::base::Timestamp>(8),
          .read_at = row.get<std::optional<kit::base::Timestamp>>(9)};
}

Conversation read_conversation(const kit::sql::Row& row) {
  return {.id = row.get<contracts::ConversationId>(0),
          .user_id = row.get<contracts::UserId>(1),
          .user_name = row.get<std::string>(2),
          .status = row.get<std::string>(3) == "CLOSED" ? ConversationStatus::closed : ConversationStatus::open,
          .last_message = row.get<std::string>(4),
          .last_message_at = row.get<kit::base::Timestamp>(5),
          .unread = row.get<std::int64_t>(6),
          .assigned_to = row.get<std::optional<contracts::UserId>>(7),
          .created_at = row.get<kit::base::Timestamp>(8)};
}

}  // namespace boxoffice::services::chat
