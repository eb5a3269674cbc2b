#include "services/chat/core/send_message.hpp"

#include <utility>

namespace boxoffice::services::chat {

namespace {

Result<Destination> destination_of(const SendMessageCommand& command) {
  const bool is_agent = command.sender.role == SenderRole::admin;
  if (!is_agent && command.recipient_id) {
    return kit::base::fail_field("/recipientId", "is for agents; your messages go to support");
  }
  if (command.conversation_id) return *command.conversation_id;
  if (!is_agent) return command.sender.id;
  if (command.recipient_id) return *command.recipient_id;
  return kit::base::fail_field("/recipientId", "is required without a conversationId");
}

}  // namespace

Task<Result<StoredMessage>> SendMessage::run(SendMessageCommand command) const {
  BOXOFFICE_CO_TRY(auto destination, destination_of(command));
  NewMessage message{.id = parts_.ids.next_as<contracts::ChatMessageId>(),
                     .id_of_first = parts_.ids.next_as<contracts::ConversationId>(),
                     .sender = std::move(command.sender),
                     .destination = std::move(destination),
                     .text = command.message.str(),
                     .at = parts_.clock.now()};
  if (command.client_id) message.client_id = command.client_id->str();
  co_return co_await parts_.store.add(std::move(message));
}

}  // namespace boxoffice::services::chat
