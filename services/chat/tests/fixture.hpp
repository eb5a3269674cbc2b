#pragma once

// The chat service over a real, temporary database, with a clock that the test moves.

#include "kit/messaging/outbox.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/seeded_random.hpp"
#include "kit/testing/sql/temporary_database.hpp"
#include "services/chat/adapters/sql_conversations.hpp"
#include "services/chat/adapters/sql_users.hpp"
#include "services/chat/core/conversations.hpp"
#include "services/chat/core/send_message.hpp"
#include "services/chat/migrations.hpp"
#include "services/chat/tests/fakes.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::chat {

inline contracts::UserId user(int number) {
  return contracts::UserId{fmt::format("01960000-0000-7000-8000-{:012}", number)};
}

/// A person who writes to support.
inline Sender person(int number) {
  return {.id = user(number), .name = fmt::format("user{}", number)};
}
inline Sender agent(int number) {
  return {.id = user(1000 + number), .name = fmt::format("agent{}", number), .role = SenderRole::admin};
}

class ChatFixture : public testing::Test {
 protected:
  static std::vector<kit::sql::Migration> all_migrations() {
    auto all = kit::messaging::messaging_migrations();
    std::ranges::copy(migrations(), std::back_inserter(all));
    return all;
  }

  static SendMessageCommand command(Sender sender, std::string text) {
    return {.sender = std::move(sender), .message = MessageText::parse(std::move(text)).value()};
  }
  Result<StoredMessage> send(SendMessageCommand wanted) {
    return kit::testing::run(send_message.run(std::move(wanted)));
  }
  /// A message that is stored without trouble.
  ChatMessage write(Sender sender, std::string text) {
    clock.advance(std::chrono::milliseconds{1});
    auto stored = send(command(std::move(sender), std::move(text)));
    EXPECT_TRUE(stored.has_value());
    return stored->message;
  }
  ChatMessage answer(Sender sender, const contracts::ConversationId& conversation, std::string text) {
    clock.advance(std::chrono::milliseconds{1});
    auto wanted = command(std::move(sender), std::move(text));
    wanted.conversation_id = conversation;
    auto stored = send(std::move(wanted));
    EXPECT_TRUE(stored.has_value());
    return stored->message;
  }

  void know(const contracts::UserId& id, std::string name) {
    kit::testing::run(database->write([&](kit::sql::Transaction& transaction) {
      keep_user(transaction, {.user_id = id, .username = "somebody", .full_name = name}, clock.now());
    }));
  }

  /// Newest first.
  std::vector<ChatMessage> history(const contracts::UserId& user_id, HistoryFilter filter = {.limit = 1000}) {
    return kit::testing::run(store.history(user_id, filter));
  }
  std::vector<Conversation> list(ConversationFilter filter = {.limit = 100}) {
    return kit::testing::run(conversations.list(std::move(filter)));
  }
  Result<Conversation> close(const contracts::ConversationId& id) { return kit::testing::run(conversations.close(id)); }

  kit::testing::FakeClock clock{};
  kit::testing::SeededRandom random{};
  kit::base::IdGenerator ids{clock, random};
  kit::testing::TemporaryDatabase database{all_migrations()};
  SqlConversations store{*database};
  SendMessage send_message{{.store = store, .clock = clock, .ids = ids}};
  Conversations conversations{store};
};

}  // namespace boxoffice::services::chat
