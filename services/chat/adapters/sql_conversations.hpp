#pragma once

// Conversations in SQL. The row of a conversation gives the sequence numbers of its messages: whoever stores one
// updates that row first, and so waits for everybody else who writes there.

#include "kit/sql/database.hpp"
#include "services/chat/core/ports.hpp"

#include <cstdint>

namespace boxoffice::services::chat {

/// Where it is found out which number a message gets and whether it was stored before.
enum class SendingPolicy : std::uint8_t {
  one_transaction,
  read_apart,  // in a transaction before: only for tests that show what storing in the same one prevents
};

/// Safe from any thread; `database` outlives it.
class SqlConversations final : public ConversationStore {
 public:
  explicit SqlConversations(kit::sql::Database& database, SendingPolicy policy = SendingPolicy::one_transaction)
      : database_(database), policy_(policy) {}

  Task<Result<StoredMessage>> add(NewMessage message) override;
  Task<std::vector<ChatMessage>> history(contracts::UserId user_id, HistoryFilter filter) override;
  Task<std::vector<Conversation>> list(ConversationFilter filter) override;
  Task<Result<Conversation>> close(contracts::ConversationId id) override;

 private:
  Task<Result<StoredMessage>> add_apart(NewMessage message);

  kit::sql::Database& database_;
  SendingPolicy policy_;
};

}  // namespace boxoffice::services::chat
