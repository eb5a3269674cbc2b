#include "app/dead_letters.hpp"

#include "contracts/topics.hpp"
#include "kit/base/failure.hpp"
#include "kit/json/reader.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/io_fixture.hpp"
#include "kit/testing/sql/temporary_database.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

namespace boxoffice::app {
namespace {

using kit::testing::eventually;

/// A log, and a service that rejects every message until it is mended.
class dead_letters : public ::testing::Test {
 protected:
  dead_letters() {
    std::vector<kit::messaging::Subscription> subscriptions;
    subscriptions.push_back(
        {.topic = std::string(contracts::topics::order_events),
         .apply = [this](kit::sql::Transaction&, const kit::messaging::Message& message) { return apply(message); }});
    tasks.spawn(
        io.executor(), "consume",
        kit::messaging::consume(*database, *log, std::move(subscriptions), {.group = "notifications"}, telemetry));
  }
  ~dead_letters() override {
    tasks.cancel();
    EXPECT_TRUE(tasks.wait_blocking(kit::testing::default_limit));
  }

  kit::base::Result<void> apply(const kit::messaging::Message& message) {
    if (!mended) return kit::base::fail(kit::base::codes::validation_failed, "no\nmember \x1b[31m'amount'");
    if (message.id == "m-1") ++applied;
    return {};
  }
  void publish(const std::string& id, std::string_view topic = contracts::topics::order_events) {
    io.run(log->publish({{.id = id,
                          .topic = std::string(topic),
                          .source = "/order-service",
                          .type = "ORDER_CREATED",
                          .subject = "o-1"}}));
  }
  DeadLetters find(DeadLetterChoice choice = {}) { return io.run(find_dead_letters(*log, std::move(choice))); }
  std::vector<std::string> ids(DeadLetterChoice choice = {}) {
    std::vector<std::string> found;
    for (const auto& letter : find(std::move(choice))) found.push_back(letter.message.id);
    return found;
  }

  kit::testing::IoFixture io{};
  kit::testing::FakeClock clock{};
  kit::testing::TemporaryDirectory directory{};
  std::string url = "sqlite:" + (directory / "messages").string();
  kit::testing::TemporaryDatabase database{kit::messaging::messaging_migrations()};
  std::unique_ptr<kit::messaging::MessageLog> log = [this] {
    std::filesystem::create_directory(directory / "messages");
    return open_existing_log(url, clock);
  }();
  kit::telemetry::Telemetry telemetry{
      .service = "notification-service", .log = kit::telemetry::Log::capturing("notification-service"), .metrics = {}};
  std::atomic<bool> mended = false;
  std::atomic<int> applied = 0;
  kit::runtime::TaskGroup tasks{[](std::string_view, const std::exception_ptr&) { ADD_FAILURE(); }};
};

TEST_F(dead_letters, given_none_then_an_empty_list) {
  EXPECT_EQ(to_table(find()), "No dead letters.\n");
  EXPECT_EQ(to_json(find()), R"({"items":[]})");
}

TEST_F(dead_letters, given_messages_that_cannot_be_applied_then_listed_with_what_the_operator_needs) {
  publish("m-1");
  publish("m-2");
  ASSERT_TRUE(eventually([&] { return find().size() == 2; }));

  EXPECT_EQ(ids({.topic = "order-events"}), (std::vector<std::string>{"m-1", "m-2"}));
  EXPECT_EQ(ids({.topic = "user-events"}), std::vector<std::string>{});
  EXPECT_EQ(ids({.message_id = "m-2"}), std::vector<std::string>{"m-2"});
  const auto table = to_table(find({.message_id = "m-1"}));
  for (const char* text : {"order-events", "notifications", "ORDER_CREATED", "m-1", "'amount'"}) {
    EXPECT_TRUE(table.contains(text)) << text << "\n" << table;
  }
  EXPECT_EQ(std::ranges::count(table, '\n'), 2) << "a reason breaks no line";
  EXPECT_FALSE(table.contains('\x1b')) << "nor does it speak to the terminal";
  const auto item = kit::json::parse(to_json(find()))->get("items")->items().front();
  EXPECT_EQ(item.string("id"), "m-1");
  EXPECT_EQ(item.string("topic"), "order-events");
  EXPECT_EQ(item.string("group"), "notifications");
  EXPECT_EQ(item.string("type"), "ORDER_CREATED");
  EXPECT_EQ(item.string("subject"), "o-1");
  EXPECT_TRUE(item.string("failedAt").has_value());
  EXPECT_TRUE(item.string("reason")->contains("amount"));
}

TEST_F(dead_letters, given_a_replay_after_the_service_was_mended_then_applied_once_and_no_longer_listed) {
  publish("m-1");
  publish("m-2");
  ASSERT_TRUE(eventually([&] { return find().size() == 2; }));
  mended = true;

  io.run(replay_all(*log, find({.message_id = "m-1"})));

  EXPECT_TRUE(eventually([&] { return applied == 1; }));
  EXPECT_EQ(ids(), std::vector<std::string>{"m-2"});
  io.run(replay_all(*log, find()));
  EXPECT_EQ(ids(), std::vector<std::string>{});
}

TEST_F(dead_letters, given_a_replay_that_fails_again_then_listed_anew) {
  publish("m-1");
  ASSERT_TRUE(eventually([&] { return find().size() == 1; }));
  const auto first = find();

  io.run(replay_all(*log, first));

  EXPECT_TRUE(eventually([&] { return find().size() == 1; }));
  EXPECT_EQ(ids(), std::vector<std::string>{"m-1"});
}

TEST_F(dead_letters, given_no_deployment_then_a_sentence_and_nothing_is_created) {
  const auto nowhere = directory / "nowhere";

  EXPECT_THROW(static_cast<void>(open_existing_log("sqlite:" + nowhere.string(), clock)), kit::base::StartupError);

  EXPECT_FALSE(std::filesystem::exists(nowhere));
}

}  // namespace
}  // namespace boxoffice::app
