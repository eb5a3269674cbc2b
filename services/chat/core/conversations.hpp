#pragma once

// Reading and closing conversations.

#include "services/chat/core/ports.hpp"

#include <vector>

namespace boxoffice::services::chat {

/// Who looks at a conversation.
struct Reader {
  contracts::UserId id{};
  bool is_agent = false;
};

/// Stateless; safe from any thread. `store` outlives it.
class Conversations {
 public:
  explicit Conversations(ConversationStore& store) : store_(store) {}

  /// NOT_FOUND for somebody else's, except to agents.
  Task<Result<std::vector<ChatMessage>>> history(Reader reader, contracts::UserId user_id, HistoryFilter filter) const;
  Task<std::vector<Conversation>> list(ConversationFilter filter) const;
  /// NOT_FOUND, INVALID_STATE.
  Task<Result<Conversation>> close(contracts::ConversationId id) const;

 private:
  ConversationStore& store_;
};

}  // namespace boxoffice::services::chat
