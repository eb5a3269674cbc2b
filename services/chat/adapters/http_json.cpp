#include "services/chat/adapters/http_json.hpp"

namespace boxoffice::services::chat {

ChatMessageView view_of(const ChatMessage& message) {
  return {.id = message.id,
          .conversation_id = message.conversation_id,
          .sender_id = message.sender_id,
          .sender_name = message.sender_name,
          .sender_role = message.sender_role,
          .message = message.message,
          .client_id = message.client_id,
          .created_at = message.created_at,
          .read_at = message.read_at};
}

ConversationView view_of_conversation(const Conversation& conversation) {
  return {.id = conversation.id,
          .user_id = conversation.user_id,
          .user_name = conversation.user_name,
          .status = conversation.status == ConversationStatus::open ? "open" : "closed",
          .last_message = conversation.last_message,
          .last_message_at = conversation.last_message_at,
          .unread = conversation.unread,
          .assigned_to = conversation.assigned_to,
          .created_at = conversation.created_at};
}

}  // namespace boxoffice::services::chat
