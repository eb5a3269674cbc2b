// Many writers, two instances on one database: sequence numbers are distinct, and repeats are known. Each race is also
// run with its guards taken out, and must then be seen.

#include "kit/runtime/concurrently.hpp"
#include "kit/testing/sql/crossed_database.hpp"
#include "kit/testing/sql/drop_constraints.hpp"
#include "services/chat/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::chat {
namespace {

constexpr int messages = 40;

/// What became of the messages.
struct Outcome {
  int stored = 0;
  int repeats = 0;
};

Task<> send_one(const SendMessage& send_message, SendMessageCommand command, Outcome& outcome) {
  const auto stored = co_await send_message.run(std::move(command));
  EXPECT_TRUE(stored.has_value());
  ++(stored->is_repeat ? outcome.repeats : outcome.stored);
}

class race : public ChatFixture {
 protected:
  static SendMessageCommand wish(std::string text, const std::string& client_id) {
    auto wanted = command(person(1), std::move(text));
    if (!client_id.empty()) wanted.client_id = ClientId::parse(client_id).value();
    return wanted;
  }

  /// One person writes to two instances at once, each with its own connection, as two processes would.
  Outcome write_to_two_instances(const std::string& client_id = "") {
    const auto second_database = database.open_again();
    SqlConversations second_store(*second_database);
    const SendMessage second({.store = second_store, .clock = clock, .ids = ids});
    Outcome outcome;
    std::vector<Task<>> writers;
    writers.reserve(messages);
    for (int number = 0; number < messages; ++number) {
      writers.push_back(send_one(number % 2 == 0 ? send_message : second,
                                 wish(fmt::format("Message {}", number), client_id), outcome));
    }
    kit::testing::run(kit::runtime::run_all(std::move(writers)), std::chrono::minutes{1});
    return outcome;
  }

  /// One person writes at an instance that looks first and stores later; between the two, the same person's message
  /// comes in at another one.
  Outcome write_crossed(const std::string& client_id = "") {
    Outcome outcome;
    kit::testing::CrossedDatabase crossed(*database);
    crossed.meanwhile = [&] { return send_one(send_message, wish("Second", client_id), outcome); };
    SqlConversations crossing_store(crossed, SendingPolicy::read_apart);
    const SendMessage crossing({.store = crossing_store, .clock = clock, .ids = ids});
    kit::testing::run(send_one(crossing, wish("First", client_id), outcome));
    return outcome;
  }

  void drop_index(std::string name) {
    kit::testing::run(
        database->write([name](kit::sql::Transaction& transaction) { transaction.execute("DROP INDEX " + name); }));
  }

  std::set<std::int64_t> sequences() {
    std::set<std::int64_t> distinct;
    for (const auto& message : history(user(1))) distinct.insert(message.sequence);
    return distinct;
  }
};

TEST_F(race, given_many_writers_then_one_conversation_and_numbers_without_gaps) {
  const Outcome outcome = write_to_two_instances();

  EXPECT_EQ(outcome.stored, messages);
  EXPECT_EQ(list().size(), 1U);
  EXPECT_EQ(sequences().size(), static_cast<std::size_t>(messages));
  EXPECT_EQ(*sequences().begin(), 1);
  EXPECT_EQ(*sequences().rbegin(), messages);
}

TEST_F(race, given_numbers_read_apart_then_the_unique_index_refuses_what_collides) {
  write(person(1), "Hello?");

  EXPECT_THROW(write_crossed(), kit::sql::ConstraintViolation);

  EXPECT_EQ(history(user(1)).size(), 2U);
  EXPECT_EQ(sequences().size(), 2U);
}

TEST_F(race, without_guards_then_a_number_is_given_twice) {
  write(person(1), "Hello?");
  drop_index("messages_in_order");

  EXPECT_EQ(write_crossed().stored, 2);

  EXPECT_EQ(history(user(1)).size(), 3U);
  EXPECT_EQ(sequences().size(), 2U);
}

TEST_F(race, given_one_client_id_sent_many_times_at_once_then_stored_once) {
  const Outcome outcome = write_to_two_instances("c1");

  EXPECT_EQ(outcome.stored, 1);
  EXPECT_EQ(outcome.repeats, messages - 1);
  EXPECT_EQ(history(user(1)).size(), 1U);
}

TEST_F(race, given_repeat_looked_for_apart_then_the_unique_index_still_finds_it) {
  const Outcome outcome = write_crossed("c1");

  EXPECT_EQ(outcome.stored, 1);
  EXPECT_EQ(outcome.repeats, 1);
  EXPECT_EQ(history(user(1)).size(), 1U);
  EXPECT_EQ(write(person(1), "Next").sequence, 2) << "a repeat uses up no number";
}

TEST_F(race, without_guards_then_a_repeated_message_is_stored_twice) {
  drop_index("messages_by_client_id");

  EXPECT_EQ(write_crossed("c1").stored, 2);

  EXPECT_EQ(history(user(1)).size(), 2U);
}

TEST_F(race, without_the_key_of_conversations_then_a_person_begins_two) {
  kit::testing::drop_constraints(*database, {"messages", "conversations"});

  write_to_two_instances();

  EXPECT_EQ(list().size(), static_cast<std::size_t>(messages)) << "one for each message";
}

}  // namespace
}  // namespace boxoffice::services::chat
