// Many writers, two instances on one database: sequence numbers are distinct; and what happens without the guards.

#include "kit/runtime/concurrently.hpp"
#include "services/chat/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace boxoffice::services::chat {
namespace {

constexpr int messages = 40;

/// What became of the messages.
struct Outcome {
  int stored = 0;
  int repeats = 0;
  int refused = 0;  // by the unique index
};

Task<> send_one(const SendMessage& send_message, SendMessageCommand command, Outcome& outcome) {
  try {
    const auto stored = co_await send_message.run(std::move(command));
    EXPECT_TRUE(stored.has_value());
    ++(stored->is_repeat ? outcome.repeats : outcome.stored);
  } catch (const kit::sql::ConstraintViolation&) {
    ++outcome.refused;
  }
}

class race : public ChatFixture {
 protected:
  /// One person writes to two instances at once, each with its own connection, as two processes would.
  Outcome write_to_two_instances(SequencePolicy policy, const std::string& client_id = "") {
    const auto second_database = database.open_again();
    SqlConversations first_store(*database, policy);
    SqlConversations second_store(*second_database, policy);
    const SendMessage first({.store = first_store, .clock = clock, .ids = ids});
    const SendMessage second({.store = second_store, .clock = clock, .ids = ids});
    Outcome outcome;
    std::vector<Task<>> writers;
    for (int number = 0; number < messages; ++number) {
      auto wanted = command(person(1), fmt::format("Message {}", number));
      if (!client_id.empty()) wanted.client_id = ClientId::parse(client_id).value();
      writers.push_back(send_one(number % 2 == 0 ? first : second, std::move(wanted), outcome));
    }
    kit::testing::run(kit::runtime::run_all(std::move(writers)), std::chrono::minutes{1});
    return outcome;
  }

  std::set<std::int64_t> sequences() {
    std::set<std::int64_t> distinct;
    for (const auto& message : history(user(1))) distinct.insert(message.sequence);
    return distinct;
  }
};

TEST_F(race, given_many_writers_then_one_conversation_and_numbers_without_gaps) {
  const Outcome outcome = write_to_two_instances(SequencePolicy::in_storing_update);

  EXPECT_EQ(outcome.stored, messages);
  EXPECT_EQ(list().size(), 1U);
  EXPECT_EQ(sequences().size(), static_cast<std::size_t>(messages));
  EXPECT_EQ(*sequences().begin(), 1);
  EXPECT_EQ(*sequences().rbegin(), messages);
}

TEST_F(race, given_numbers_read_apart_then_the_unique_index_refuses_what_collides) {
  write(person(1), "Hello?");

  const Outcome outcome = write_to_two_instances(SequencePolicy::read_apart);

  EXPECT_GT(outcome.refused, 0) << "this test shows the race that the update prevents";
  EXPECT_EQ(sequences().size(), history(user(1)).size());
}

TEST_F(race, given_numbers_read_apart_and_no_unique_index_then_numbers_are_given_twice) {
  write(person(1), "Hello?");
  kit::testing::run(
      database->write([](kit::sql::Transaction& transaction) { transaction.execute("DROP INDEX messages_in_order"); }));

  write_to_two_instances(SequencePolicy::read_apart);

  EXPECT_LT(sequences().size(), history(user(1)).size()) << "this test shows the race that the guards prevent";
}

TEST_F(race, given_one_client_id_sent_many_times_at_once_then_stored_once) {
  const Outcome outcome = write_to_two_instances(SequencePolicy::in_storing_update, "c1");

  EXPECT_EQ(outcome.stored, 1);
  EXPECT_EQ(outcome.repeats, messages - 1);
  EXPECT_EQ(history(user(1)).size(), 1U);
}

}  // namespace
}  // namespace boxoffice::services::chat
