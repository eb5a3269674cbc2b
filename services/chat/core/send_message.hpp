#pragma once

// Writing to support, and answering.

#include "kit/base/id.hpp"
#include "services/chat/core/ports.hpp"

#include <optional>
#include <string>

namespace boxoffice::services::chat {

/// What somebody sends. Agents name a conversation or a recipient; a person needs neither.
struct SendMessageCommand {
  Sender sender{};
  std::optional<contracts::ConversationId> conversation_id{};
  std::optional<contracts::UserId> recipient_id{};
  MessageText message;
  std::optional<ClientId> client_id{};
};

/// Stateless; safe from any thread. The parts outlive it.
class SendMessage {
 public:
  struct Parts {
    ConversationStore& store;
    const kit::base::Clock& clock;
    const kit::base::IdGenerator& ids;
  };

  explicit SendMessage(Parts parts) : parts_(parts) {}

  /// The message is stored when this answers. VALIDATION_FAILED at /recipientId when an agent names nobody, or a person
  /// names somebody else; NOT_FOUND as ConversationStore::add().
  Task<Result<StoredMessage>> run(SendMessageCommand command) const;

 private:
  Parts parts_;
};

}  // namespace boxoffice::services::chat
