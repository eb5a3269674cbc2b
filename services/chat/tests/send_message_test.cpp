#include "services/chat/core/send_message.hpp"

#include "services/chat/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::services::chat {
namespace {

using kit::base::codes::invalid_state;
using kit::base::codes::not_found;
using kit::base::codes::validation_failed;

class sending : public ChatFixture {
 protected:
  static SendMessageCommand with_client_id(SendMessageCommand wanted, std::string client_id) {
    wanted.client_id = ClientId::parse(std::move(client_id)).value();
    return wanted;
  }
};

TEST_F(sending, given_first_message_then_the_conversation_begins_with_it) {
  const auto stored = write(person(1), "Where is my ticket?");

  EXPECT_EQ(stored.sequence, 1);
  EXPECT_EQ(stored.sender_name, "user1");
  EXPECT_EQ(stored.created_at, clock.now());
  const auto all = list();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.front().id, stored.conversation_id);
  EXPECT_EQ(all.front().user_id, user(1));
  EXPECT_EQ(all.front().status, ConversationStatus::open);
  EXPECT_EQ(all.front().last_message, "Where is my ticket?");
  EXPECT_EQ(all.front().unread, 1);
  EXPECT_EQ(all.front().assigned_to, std::nullopt);
}

TEST_F(sending, given_talk_then_one_conversation_numbered_in_order_and_assigned_to_who_answered_first) {
  const auto question = write(person(1), "Hello?");
  answer(agent(1), question.conversation_id, "How can I help?");
  answer(agent(2), question.conversation_id, "I am here too.");
  write(person(1), "Thanks.");

  const auto all = history(user(1));

  ASSERT_EQ(all.size(), 4U);
  for (std::size_t index = 0; index < all.size(); ++index) {
    EXPECT_EQ(all[index].sequence, static_cast<std::int64_t>(all.size() - index));
    EXPECT_EQ(all[index].conversation_id, question.conversation_id);
  }
  EXPECT_EQ(all[1].sender_role, SenderRole::admin);
  EXPECT_EQ(list().front().assigned_to, agent(1).id);
  EXPECT_EQ(list().front().unread, 2) << "messages of agents are not theirs to read";
}

TEST_F(sending, given_repeated_client_id_then_stored_once_and_the_first_is_answered) {
  const auto first = send(with_client_id(command(person(1), "Hello"), "c1"));
  const auto second = send(with_client_id(command(person(1), "Hello"), "c1"));
  const auto other = send(with_client_id(command(person(2), "Hello"), "c1"));

  ASSERT_TRUE(first && second && other);
  EXPECT_FALSE(first->is_repeat);
  EXPECT_TRUE(second->is_repeat);
  EXPECT_EQ(second->message.id, first->message.id);
  EXPECT_FALSE(other->is_repeat) << "client ids are each sender's own";
  EXPECT_EQ(history(user(1)).size(), 1U);
  EXPECT_EQ(write(person(1), "Next").sequence, 2) << "a repeat uses up no number";
}

TEST_F(sending, given_no_client_id_then_equal_messages_are_two) {
  write(person(1), "Hello");
  write(person(1), "Hello");

  EXPECT_EQ(history(user(1)).size(), 2U);
}

TEST_F(sending, given_closed_conversation_when_written_to_then_open_again_for_any_agent) {
  const auto question = write(person(1), "Hello?");
  answer(agent(1), question.conversation_id, "Done.");
  ASSERT_TRUE(close(question.conversation_id).has_value());

  write(person(1), "Not quite.");

  EXPECT_EQ(list().front().status, ConversationStatus::open);
  EXPECT_EQ(list().front().assigned_to, std::nullopt);
}

TEST_F(sending, given_agent_writes_to_closed_conversation_then_open_and_theirs) {
  const auto question = write(person(1), "Hello?");
  answer(agent(1), question.conversation_id, "Done.");
  ASSERT_TRUE(close(question.conversation_id).has_value());

  answer(agent(2), question.conversation_id, "One more thing.");

  EXPECT_EQ(list().front().assigned_to, agent(2).id);
}

TEST_F(sending, given_agent_names_a_known_person_then_their_conversation_begins) {
  know(user(1), "Ada Lovelace");
  auto wanted = command(agent(1), "Your refund is on its way.");
  wanted.recipient_id = user(1);

  const auto stored = send(std::move(wanted));

  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(history(user(1)).size(), 1U);
  EXPECT_EQ(list().front().user_name, "Ada Lovelace");
  EXPECT_EQ(list().front().unread, 0);
}

TEST_F(sending, given_wrong_destination_then_refused_and_nothing_is_stored) {
  const auto question = write(person(1), "Hello?");
  struct Case {
    std::string name;
    Sender sender;
    std::optional<contracts::ConversationId> conversation_id;
    std::optional<contracts::UserId> recipient_id;
    kit::base::ErrorCode code;
  };
  for (const auto& [name, sender, conversation_id, recipient_id, code] : {
           Case{"somebody else's conversation", person(2), question.conversation_id, {}, not_found},
           Case{"no such conversation", person(1), contracts::ConversationId{"x"}, {}, not_found},
           Case{"no such conversation, agent", agent(1), contracts::ConversationId{"x"}, {}, not_found},
           Case{"a person nobody knows", agent(1), {}, user(9), not_found},
           Case{"agent without a destination", agent(1), {}, {}, validation_failed},
           Case{"person with a recipient", person(2), {}, user(1), validation_failed},
       }) {
    SCOPED_TRACE(name);
    auto wanted = command(sender, "Hi");
    wanted.conversation_id = conversation_id;
    wanted.recipient_id = recipient_id;

    const auto refused = send(std::move(wanted));

    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, code);
  }
  EXPECT_EQ(list().size(), 1U);
  EXPECT_EQ(history(user(1)).size(), 1U);
}

TEST_F(sending, given_full_names_then_they_are_shown_and_follow) {
  know(user(1), "Ada Lovelace");
  const auto stored = write(person(1), "Hello?");
  clock.advance(std::chrono::seconds{1});
  know(user(1), "Ada King");

  EXPECT_EQ(stored.sender_name, "Ada Lovelace");
  EXPECT_EQ(list().front().user_name, "Ada King");
}

TEST_F(sending, given_closed_or_missing_conversation_when_closed_then_refused) {
  const auto question = write(person(1), "Hello?");
  const auto closed = close(question.conversation_id);
  ASSERT_TRUE(closed.has_value());
  EXPECT_EQ(closed->status, ConversationStatus::closed);

  const auto again = close(question.conversation_id);
  const auto missing = close(contracts::ConversationId{"x"});

  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, invalid_state);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, not_found);
}

}  // namespace
}  // namespace boxoffice::services::chat
