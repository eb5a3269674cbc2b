#pragma once

// What clients send to and get from the chat service.

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"
#include "kit/json/page.hpp"
#include "kit/json/rules.hpp"
#include "services/chat/core/conversation.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::services::chat {

struct HistoryQuery {
  std::optional<std::string> cursor{};
  std::int64_t limit = 20;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&HistoryQuery::cursor, 1, 200), range(&HistoryQuery::limit, 1, 100),
                 with_default(&HistoryQuery::limit));
  }
};
BOOST_DESCRIBE_STRUCT(HistoryQuery, (), (cursor, limit))

struct ConversationQuery {
  std::optional<std::string> status{};
  std::optional<std::string> cursor{};
  std::int64_t limit = 20;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(one_of(&ConversationQuery::status, "open", "closed"), size(&ConversationQuery::cursor, 1, 200),
                 range(&ConversationQuery::limit, 1, 100), with_default(&ConversationQuery::limit));
  }
};
BOOST_DESCRIBE_STRUCT(ConversationQuery, (), (status, cursor, limit))

struct ChatMessageView {
  contracts::ChatMessageId id{};
  contracts::ConversationId conversation_id{};
  contracts::UserId sender_id{};
  std::string sender_name{};
  SenderRole sender_role{};
  std::string message{};
  std::optional<std::string> client_id{};
  kit::base::Timestamp created_at{};
  std::optional<kit::base::Timestamp> read_at{};
};
BOOST_DESCRIBE_STRUCT(ChatMessageView, (),
                      (id, conversation_id, sender_id, sender_name, sender_role, message, client_id, created_at,
                       read_at))

struct ConversationView {
  contracts::ConversationId id{};
  contracts::UserId user_id{};
  std::string user_name{};
  std::string status{};
  std::string last_message{};
  kit::base::Timestamp last_message_at{};
  std::int64_t unread = 0;
  std::optional<contracts::UserId> assigned_to{};
  kit::base::Timestamp created_at{};

  static constexpr auto limits() {
    return kit::json::rules(kit::json::one_of(&ConversationView::status, "open", "closed"));
  }
};
BOOST_DESCRIBE_STRUCT(ConversationView, (),
                      (id, user_id, user_name, status, last_message, last_message_at, unread, assigned_to, created_at))

struct AgentsOnlineView {
  bool online = false;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(AgentsOnlineView, (), (online, count))

[[nodiscard]] ChatMessageView view_of(const ChatMessage& message);
[[nodiscard]] ConversationView view_of_conversation(const Conversation& conversation);

}  // namespace boxoffice::services::chat
