#pragma once

// How conversations and messages look in SQL: column lists, rows to values, enumerators to text.

#include "kit/sql/database.hpp"
#include "services/chat/core/conversation.hpp"

#include <string_view>

namespace boxoffice::services::chat {

[[nodiscard]] std::string_view to_text(SenderRole role);            // "USER"
[[nodiscard]] std::string_view to_text(ConversationStatus status);  // "OPEN"

/// Column order of read_message().
inline constexpr std::string_view message_columns =
    "m.id, m.conversation_id, m.sequence, m.sender_id, m.sender_name, m.sender_role, m.message, m.client_id, "
    "m.created_at, m.read_at";
[[nodiscard]] ChatMessage read_message(const kit::sql::Row& row);

/// Column order of read_conversation(), of conversations c with users u.
inline constexpr std::string_view conversation_columns =
    "c.id, c.user_id, COALESCE(u.name, c.user_name), c.status, c.last_message, c.last_message_at, "
    "(SELECT COUNT(*) FROM messages m WHERE m.conversation_id = c.id AND m.read_at IS NULL AND "
    "m.sender_role = 'USER'), c.assigned_to, c.created_at";
[[nodiscard]] Conversation read_conversation(const kit::sql::Row& row);

}  // namespace boxoffice::services::chat
