#include "services/chat/adapters/sql_conversations.hpp"

#include "services/chat/adapters/sql_rows.hpp"
#include "services/chat/adapters/sql_users.hpp"

#include <fmt/format.h>

#include <limits>
#include <string>
#include <utility>

namespace boxoffice::services::chat {

using kit::base::fail;
using kit::sql::Session;
using kit::sql::Transaction;

namespace {

constexpr std::int64_t beyond_the_newest = std::numeric_limits<std::int64_t>::max();
const std::string select_message = fmt::format("SELECT {} FROM messages m ", message_columns);
const std::string select_conversation =
    fmt::format("SELECT {} FROM conversations c LEFT JOIN users u ON u.id = c.user_id ", conversation_columns);

std::unexpected<kit::base::Error> no_conversation() {
  return fail(kit::base::codes::not_found, "There is no such conversation.");
}

std::optional<ChatMessage> find_repeated(Session& session, const NewMessage& message) {
  if (!message.client_id) return std::nullopt;
  const auto row = session.query_one(select_message + "WHERE m.sender_id = $1 AND m.client_id = $2", message.sender.id,
                                     message.client_id);
  if (!row) return std::nullopt;
  return read_message(*row);
}

/// The conversation of that id, when this sender may write to it.
Result<contracts::ConversationId> find_writable(Session& session, const contracts::ConversationId& id,
                                                const Sender& sender) {
  const auto row = session.query_one("SELECT user_id FROM conversations WHERE id = $1", id);
  if (!row) return no_conversation();
  const bool is_theirs = row->get<contracts::UserId>(0) == sender.id;
  if (sender.role != SenderRole::admin && !is_theirs) return no_conversation();
  return id;
}

/// The person's conversation, begun if need be.
Result<contracts::ConversationId> conversation_with(Transaction& transaction, const contracts::UserId& user_id,
                                                    const NewMessage& message) {
  auto name = name_of_user(transaction, user_id);
  if (!name && user_id != message.sender.id) return fail(kit::base::codes::not_found, "There is no such user.");
  transaction.execute(
      "INSERT INTO conversations (id, user_id, user_name, status, last_sequence, last_message, last_message_at, "
      "created_at) VALUES ($1, $2, $3, 'OPEN', 0, '', $4, $4) ON CONFLICT DO NOTHING",
      message.id_of_first, user_id, std::move(name).value_or(message.sender.name), message.at);
  return transaction.query_one("SELECT id FROM conversations WHERE user_id = $1", user_id)
      .value()
      .get<contracts::ConversationId>(0);
}

Result<contracts::ConversationId> find_or_begin(Transaction& transaction, const NewMessage& message) {
  if (const auto* id = std::get_if<contracts::ConversationId>(&message.destination)) {
    return find_writable(transaction, *id, message.sender);
  }
  return conversation_with(transaction, std::get<contracts::UserId>(message.destination), message);
}

/// Counts the conversation's sequence number up and returns it; `fixed` is the number when it was decided before. Opens
/// a closed conversation; the agent who answers first since then is the one it is assigned to.
std::int64_t next_sequence(Transaction& transaction, const contracts::ConversationId& id, const NewMessage& message,
                           std::optional<std::int64_t> fixed) {
  const auto agent =
      message.sender.role == SenderRole::admin ? std::optional(message.sender.id) : std::optional<contracts::UserId>{};
  return transaction
      .query_one(
          "UPDATE conversations SET last_sequence = COALESCE($5, last_sequence + 1), last_message = $2, "
          "last_message_at = $3, assigned_to = CASE WHEN status = 'CLOSED' THEN $4 ELSE COALESCE(assigned_to, $4) END, "
          "status = 'OPEN' WHERE id = $1 RETURNING last_sequence",
          id, message.text, message.at, agent, fixed)
      ->get<std::int64_t>(0);
}

ChatMessage insert_message(Transaction& transaction, const contracts::ConversationId& id, const NewMessage& message,
                           std::optional<std::int64_t> fixed) {
  ChatMessage stored{
      .id = message.id,
      .conversation_id = id,
      .sequence = next_sequence(transaction, id, message, fixed),
      .sender_id = message.sender.id,
      .sender_name = name_of_user(transaction, message.sender.id).value_or(message.sender.name),
      .sender_role = message.sender.role,
      .message = message.text,
      .client_id = message.client_id,
      .created_at = message.at,
  };
  transaction.execute(
      "INSERT INTO messages (id, conversation_id, sequence, sender_id, sender_name, sender_role, message, client_id, "
      "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      stored.id, stored.conversation_id, stored.sequence, stored.sender_id, stored.sender_name,
      to_text(stored.sender_role), stored.message, stored.client_id, stored.created_at);
  return stored;
}

StoredMessage repeat_of(ChatMessage stored) {
  return {.message = std::move(stored), .is_repeat = true};
}

/// Stores a message that was not stored before, as far as has been seen.
Result<StoredMessage> store_new(Transaction& transaction, const NewMessage& message,
                                std::optional<std::int64_t> fixed) {
  BOXOFFICE_TRY(const auto id, find_or_begin(transaction, message));
  std::optional<ChatMessage> stored;
  try {
    transaction.attempt([&] { stored = insert_message(transaction, id, message, fixed); });
  } catch (const kit::sql::ConstraintViolation&) {
    // Another instance stored the same client id between our look and our insert.
    if (auto repeated = find_repeated(transaction, message)) return repeat_of(*std::move(repeated));
    throw;
  }
  return StoredMessage{.message = *std::move(stored)};
}

std::optional<std::int64_t> sequence_after_last(Session& session, const NewMessage& message) {
  const auto row =
      session.query_one("SELECT last_sequence + 1 FROM conversations WHERE id = $1 OR user_id = $1",
                        std::visit([](const auto& destination) { return destination.str(); }, message.destination));
  if (!row) return std::nullopt;
  return row->get<std::int64_t>(0);
}

}  // namespace

Task<Result<StoredMessage>> SqlConversations::add(NewMessage message) {
  if (policy_ == SendingPolicy::read_apart) return add_apart(std::move(message));
  return database_.write([message = std::move(message)](Transaction& transaction) -> Result<StoredMessage> {
    if (auto repeated = find_repeated(transaction, message)) return repeat_of(*std::move(repeated));
    return store_new(transaction, message, std::nullopt);
  });
}

Task<Result<StoredMessage>> SqlConversations::add_apart(NewMessage message) {
  auto repeated = co_await database_.read([message](Session& session) { return find_repeated(session, message); });
  if (repeated) co_return repeat_of(*std::move(repeated));
  const auto fixed =
      co_await database_.read([message](Session& session) { return sequence_after_last(session, message); });
  co_return co_await database_.write(
      [message, fixed](Transaction& transaction) { return store_new(transaction, message, fixed); });
}

Task<std::vector<ChatMessage>> SqlConversations::history(contracts::UserId user_id, HistoryFilter filter) {
  co_return co_await database_.read([user_id, filter](Session& session) {
    const auto rows = session.query(select_message +
                                        "JOIN conversations c ON c.id = m.conversation_id WHERE c.user_id = $1 "
                                        "AND m.sequence < $2 ORDER BY m.sequence DESC LIMIT $3",
                                    user_id, filter.before.value_or(beyond_the_newest), filter.limit);
    std::vector<ChatMessage> messages;
    messages.reserve(rows.size());
    for (const auto& row : rows) messages.push_back(read_message(row));
    return messages;
  });
}

Task<std::vector<Conversation>> SqlConversations::list(ConversationFilter filter) {
  co_return co_await database_.read([filter](Session& session) {
    const auto status = filter.status ? std::optional(std::string(to_text(*filter.status))) : std::nullopt;
    const auto at = filter.after ? std::optional(filter.after->last_message_at) : std::nullopt;
    const auto id = filter.after ? std::optional(filter.after->id) : std::nullopt;
    const auto rows = session.query(select_conversation +
                                        "WHERE ($1 IS NULL OR c.status = $1) AND ($2 IS NULL OR c.last_message_at < $2 "
                                        "OR (c.last_message_at = $2 AND c.id < $3)) "
                                        "ORDER BY c.last_message_at DESC, c.id DESC LIMIT $4",
                                    status, at, id, filter.limit);
    std::vector<Conversation> conversations;
    conversations.reserve(rows.size());
    for (const auto& row : rows) conversations.push_back(read_conversation(row));
    return conversations;
  });
}

Task<Result<Conversation>> SqlConversations::close(contracts::ConversationId id) {
  co_return co_await database_.write([id](Transaction& transaction) -> Result<Conversation> {
    const auto closed =
        transaction.execute("UPDATE conversations SET status = 'CLOSED' WHERE id = $1 AND status = 'OPEN'", id);
    const auto row = transaction.query_one(select_conversation + "WHERE c.id = $1", id);
    if (!row) return no_conversation();
    if (closed == 0) return fail(kit::base::codes::invalid_state, "This conversation is closed already.");
    return read_conversation(*row);
  });
}

}  // namespace boxoffice::services::chat
