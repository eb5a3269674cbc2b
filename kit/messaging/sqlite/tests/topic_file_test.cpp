#include "kit/messaging/sqlite/topic_file.hpp"

#include "kit/testing/fake_clock.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace boxoffice::kit::messaging {
namespace {

Message numbered(int number) {
  return {
      .id = std::to_string(number), .topic = "order-events", .source = "/s", .type = "T", .subject = "a", .data = "{}"};
}

void append(TopicFile& file, int first, int last, base::Timestamp now) {
  std::vector<Message> messages;
  for (int number = first; number <= last; ++number) messages.push_back(numbered(number));
  std::vector<const Message*> pointers;
  for (const auto& message : messages) pointers.push_back(&message);
  file.append(pointers, now);
}

TEST(topic_path, given_a_name_that_leaves_the_folder_then_it_is_refused) {
  for (const char* name : {"", "../secrets", "a/b", ".hidden", "Upper", "with space", "-dash", "nul\x01"}) {
    SCOPED_TRACE(name);
    EXPECT_THROW(static_cast<void>(topic_path("/tmp", name)), std::invalid_argument);
  }
  EXPECT_EQ(topic_path("/tmp", "order-events.dlq"), "/tmp/order-events.dlq.db");
}

TEST(topic_file, given_old_messages_then_prune_deletes_at_most_its_limit_from_the_start) {
  const testing::TemporaryDirectory directory;
  const testing::FakeClock clock;
  TopicFile file(directory.path(), "order-events", sql::Access::read_write);
  append(file, 1, 10, clock.now());
  append(file, 11, 12, clock.now() + std::chrono::hours{1});

  const auto oldest = clock.now() + std::chrono::minutes{1};
  EXPECT_EQ(file.prune(oldest, 4), 4U);
  EXPECT_EQ(file.prune(oldest, 100), 6U);
  EXPECT_EQ(file.prune(oldest, 100), 0U);

  EXPECT_EQ(file.read_after(0, 100).size(), 2U);
}

TEST(topic_file, given_everything_was_pruned_then_positions_go_on) {
  const testing::TemporaryDirectory directory;
  const testing::FakeClock clock;
  {
    TopicFile file(directory.path(), "order-events", sql::Access::read_write);
    append(file, 1, 3, clock.now());
    ASSERT_EQ(file.prune(clock.now() + std::chrono::hours{1}, 100), 3U);
  }

  TopicFile file(directory.path(), "order-events", sql::Access::read_write);
  append(file, 4, 4, clock.now());

  const auto received = file.read_after(3, 10);
  ASSERT_EQ(received.size(), 1U);
  EXPECT_EQ(received.front().position, "4");
  EXPECT_EQ(file.last_position(), 4);
}

TEST(topic_file, given_a_read_only_connection_then_append_is_refused) {
  const testing::TemporaryDirectory directory;
  TopicFile file(directory.path(), "order-events", sql::Access::read_only);

  EXPECT_ANY_THROW(append(file, 1, 1, testing::FakeClock{}.now()));

  EXPECT_TRUE(file.read_after(0, 10).empty());
}

}  // namespace
}  // namespace boxoffice::kit::messaging
