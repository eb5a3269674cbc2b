#pragma once

// Conversations in SQL. The row of a conversation gives the sequence numbers of its messages: whoever stores one
// updates that row first, and so waits for everybody else who writes there.

#include "kit/sql/database.hpp"
#include "services/chat/core/ports.hpp"

#include <cstdint>

namespace boxoffice::services::chat {

/// How a message gets its sequence number.
enum class SequencePolicy : std::uint8_t {
  in_storing_update,
  read_apart,  // reads the last one in a transaction before: only for tests that show what the update prevents
};

/// Safe from any thread; `database` outlives it.
class SqlConversations final : public ConversationStore {
 public:
  explicit SqlConversations(kit::sql::Database& database, SequencePolicy policy = SequencePolicy::in_storing_update)
      : database_(database), policy_(policy) {}

  Task<Result<StoredMessage>> add(NewMessage message) override;
  Task<std::vector<ChatMessage>> history(contracts::UserId user_id, HistoryFilter filter) override;
  Task<std::vector<Conversation>> list(ConversationFilter filter) override;
  Task<Result<Conversation>> close(contracts::ConversationId id) override;

 private:
  kit::sql::Database& database_;
  SequencePolicy policy_;
};

}  // namespace boxoffice::services::chat
