#pragma once

// What the use cases need from outside. Real parts are in adapters/, fakes in tests/fakes.hpp.

#include "contracts/ids.hpp"
#include "kit/base/error.hpp"
#include "kit/base/time.hpp"
#include "kit/runtime/task.hpp"
#include "services/chat/core/conversation.hpp"
#include "services/chat/core/message_text.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace boxoffice::services::chat {

using kit::base::Result;
using kit::base::Timestamp;
using kit::runtime::Task;

struct Sender {
  contracts::UserId id{};
  std::string name{};  // as the token says; a copy of the full name is preferred
  SenderRole role = SenderRole::user;
};

/// Where a message goes: into a conversation that is there, or into a person's, which may begin with it.
using Destination = std::variant<contracts::ConversationId, contracts::UserId>;

struct NewMessage {
  contracts::ChatMessageId id{};
  contracts::ConversationId id_of_first{};  // of the conversation, should the message begin one
  Sender sender{};
  Destination destination{};
  std::string text{};
  std::optional<std::string> client_id{};
  Timestamp at{};
};

struct StoredMessage {
  ChatMessage message{};
  bool is_repeat = false;  // it was stored before, under the same client id
};

/// A place in the list of conversations, which is sorted by the last message.
struct ConversationPlace {
  Timestamp last_message_at{};
  std::string id{};
};

struct ConversationFilter {
  std::optional<ConversationStatus> status{};
  std::optional<ConversationPlace> after{};
  std::size_t limit = 20;
};

struct HistoryFilter {
  std::optional<std::int64_t> before{};  // sequence number of the last message of the page before
  std::size_t limit = 20;
};

class ConversationStore {
 public:
  virtual ~ConversationStore() = default;

  /// Gives the message its sequence number and stores it in one transaction, beginning or reopening the conversation. A
  /// client id that the sender has used before stores nothing and gives the message of then. NOT_FOUND for a
  /// conversation that is not there or not this user's, and for a person nobody knows.
  virtual Task<Result<StoredMessage>> add(NewMessage message) = 0;
  /// Newest first; empty for somebody who never wrote.
  virtual Task<std::vector<ChatMessage>> history(contracts::UserId user_id, HistoryFilter filter) = 0;
  /// By their last message, newest first.
  virtual Task<std::vector<Conversation>> list(ConversationFilter filter) = 0;
  /// NOT_FOUND; INVALID_STATE when it is closed already.
  virtual Task<Result<Conversation>> close(contracts::ConversationId id) = 0;
};

/// Which agents are there to answer.
class Presence {
 public:
  virtual ~Presence() = default;
  [[nodiscard]] virtual std::int64_t agents_online(Timestamp now) const = 0;
};

}  // namespace boxoffice::services::chat
