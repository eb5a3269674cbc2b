#pragma once

// A person's conversation with support, and what is said in it.

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::services::chat {

enum class ConversationStatus : std::uint8_t { open, closed };

/// By whom a message is: the person who asks, or an agent (an administrator).
enum class SenderRole : std::uint8_t { user, admin };
BOOST_DESCRIBE_ENUM(SenderRole, user, admin)

/// Each person has one conversation for ever; it is closed when nothing is left to answer and reopens by writing.
struct Conversation {
  contracts::ConversationId id{};
  contracts::UserId user_id{};
  std::string user_name{};
  ConversationStatus status = ConversationStatus::open;
  std::string last_message{};
  kit::base::Timestamp last_message_at{};
  std::int64_t unread = 0;                         // messages of the person that no agent has read
  std::optional<contracts::UserId> assigned_to{};  // the agent who answered first since it was opened
  kit::base::Timestamp created_at{};
};

/// `sequence` counts up within the conversation from 1, without gaps, in the order in which messages were stored.
struct ChatMessage {
  contracts::ChatMessageId id{};
  contracts::ConversationId conversation_id{};
  std::int64_t sequence = 0;
  contracts::UserId sender_id{};
  std::string sender_name{};
  SenderRole sender_role = SenderRole::user;
  std::string message{};
  std::optional<std::string> client_id{};
  kit::base::Timestamp created_at{};
  std::optional<kit::base::Timestamp> read_at{};
};

}  // namespace boxoffice::services::chat
