#include "services/chat/core/conversations.hpp"

#include <utility>

namespace boxoffice::services::chat {

Task<Result<std::vector<ChatMessage>>> Conversations::history(Reader reader, contracts::UserId user_id,
                                                              HistoryFilter filter) const {
  if (!reader.is_agent && reader.id != user_id) {
    co_return kit::base::fail(kit::base::codes::not_found, "There is no such conversation.");
  }
  co_return co_await store_.history(std::move(user_id), filter);
}

Task<std::vector<Conversation>> Conversations::list(ConversationFilter filter) const {
  co_return co_await store_.list(std::move(filter));
}

Task<Result<Conversation>> Conversations::close(contracts::ConversationId id) const {
  co_return co_await store_.close(std::move(id));
}

}  // namespace boxoffice::services::chat
