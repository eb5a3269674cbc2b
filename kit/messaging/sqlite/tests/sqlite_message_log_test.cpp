#include "kit/messaging/sqlite/sqlite_message_log.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace boxoffice::kit::messaging {
namespace {

const std::vector<std::string> topics{"order-events"};
constexpr std::chrono::milliseconds no_wait{0};

std::vector<Message> one_message(std::string id, std::string topic = "order-events") {
  std::vector<Message> messages;
  messages.push_back({.id = std::move(id), .topic = std::move(topic), .source = "/s", .type = "T", .subject = "a"});
  return messages;
}

TEST(sqlite_message_log, given_a_folder_that_cannot_be_made_then_it_refuses_to_start) {
  const testing::TemporaryDirectory directory;
  const testing::FakeClock clock;
  std::ofstream(directory / "file") << "in the way";

  EXPECT_THROW(open_sqlite_message_log(directory / "file" / "messages", clock), base::StartupError);
}

TEST(sqlite_message_log, given_its_folder_is_taken_away_then_not_healthy) {
  const testing::TemporaryDirectory directory;
  const testing::FakeClock clock;
  const auto log = open_sqlite_message_log(directory / "messages", clock);
  ASSERT_TRUE(testing::run(log->healthy()));

  std::filesystem::remove_all(directory / "messages");

  EXPECT_FALSE(testing::run(log->healthy()));
}

TEST(sqlite_message_log, given_a_name_that_is_no_topic_then_every_call_refuses_it) {
  const testing::TemporaryDirectory directory;
  const testing::FakeClock clock;
  const auto log = open_sqlite_message_log(directory.path(), clock);

  EXPECT_THROW(testing::run(log->publish(one_message("1", "../escape"))), std::invalid_argument);
  EXPECT_THROW(log->subscribe("group", {"../escape"}), std::invalid_argument);
  EXPECT_THROW(testing::run(log->tail("../escape", 1)), std::invalid_argument);
  EXPECT_THROW(testing::run(log->lag("group", {"../escape"})), std::invalid_argument);
}

TEST(sqlite_message_log, given_one_topic_cannot_be_written_then_the_others_are_and_its_sender_is_told) {
  const testing::TemporaryDirectory directory;
  const testing::FakeClock clock;
  const auto log = open_sqlite_message_log(directory.path(), clock);
  std::filesystem::create_directory(directory / "broken-events.db");
  auto messages = one_message("1");
  messages.push_back(one_message("2", "broken-events").front());

  EXPECT_ANY_THROW(testing::run(log->publish(messages)));

  EXPECT_EQ(testing::run(log->tail("order-events", 10)).size(), 1U);
  EXPECT_NO_THROW(testing::run(log->publish(one_message("3"))));
}

TEST(sqlite_message_log, given_messages_older_than_seven_days_then_a_later_publish_prunes_them) {
  const testing::TemporaryDirectory directory;
  testing::FakeClock clock;
  const auto log = open_sqlite_message_log(directory.path(), clock);
  testing::run(log->publish(one_message("old")));
  clock.advance(std::chrono::hours{7 * 24 - 1});
  testing::run(log->publish(one_message("younger")));

  clock.advance(std::chrono::hours{2});
  testing::run(log->publish(one_message("new")));

  const auto left = testing::run(log->tail("order-events", 10));
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left.front().id, "younger");
}

TEST(sqlite_message_log, given_a_frozen_member_returns_after_its_lease_then_it_reads_no_more) {
  const testing::TemporaryDirectory directory;
  testing::FakeClock clock;
  const auto log = open_sqlite_message_log(directory.path(), clock);
  const auto frozen = log->subscribe("tickets", topics);
  testing::run(log->publish(one_message("1")));
  const auto received = testing::run(frozen->poll(10, no_wait));
  ASSERT_EQ(received.size(), 1U);
  const auto heir = log->subscribe("tickets", topics);
  clock.advance(std::chrono::milliseconds{3001});
  ASSERT_EQ(testing::run(heir->poll(10, no_wait)).size(), 1U);

  testing::run(log->publish(one_message("2")));
  testing::run(frozen->commit(received));

  EXPECT_TRUE(testing::run(frozen->poll(10, no_wait)).empty());
  EXPECT_EQ(testing::run(log->lag("tickets", topics)).at(0).messages, 2);  // its commit counted for nothing
}

TEST(sqlite_message_log, given_a_busy_topic_then_it_does_not_starve_the_others) {
  const testing::TemporaryDirectory directory;
  const testing::FakeClock clock;
  const auto log = open_sqlite_message_log(directory.path(), clock);
  for (int number = 0; number < 10; ++number) {
    testing::run(log->publish(one_message(std::to_string(number), "busy-events")));
  }
  testing::run(log->publish(one_message("rare", "rare-events")));
  const auto consumer = log->subscribe("tickets", {"busy-events", "rare-events"});

  std::vector<std::string> topics_seen;
  for (int look = 0; look < 2; ++look) {
    for (const auto& each : testing::run(consumer->poll(2, no_wait))) topics_seen.push_back(each.message.topic);
  }

  EXPECT_NE(std::ranges::find(topics_seen, "rare-events"), topics_seen.end());
}

TEST(sqlite_message_log, given_a_damaged_file_then_it_refuses_to_start) {
  for (const auto* const file : {"groups.db", "order-events.db"}) {
    SCOPED_TRACE(file);
    const testing::TemporaryDirectory directory;
    const testing::FakeClock clock;
    std::ofstream(directory / file) << std::string(4096, 'x');

    EXPECT_THROW(open_sqlite_message_log(directory.path(), clock), base::StartupError);
  }
}

}  // namespace
}  // namespace boxoffice::kit::messaging
