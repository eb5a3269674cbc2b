#pragma once

// What every MessageLog must do, as tests that run against a factory. A technology includes this header in one .cpp of
// its tests and instantiates the suite:
//
//   INSTANTIATE_TEST_SUITE_P(sqlite, MessageLogContract, ::testing::Values(&make_sqlite_world));

#include "kit/messaging/message_log.hpp"
#include "kit/messaging/tests/messages.hpp"
#include "kit/runtime/deadline.hpp"
#include "kit/runtime/timeout.hpp"
#include "kit/testing/io_fixture.hpp"
#include "kit/testing/run.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::messaging {

/// A fresh log and the processes that use it.
class MessageLogWorld {
 public:
  virtual ~MessageLogWorld() = default;

  /// Opens the log as one more process would. The world keeps it.
  virtual MessageLog& open() = 0;

  /// Ends a member as kill -9 does, without leaving its group, and returns when the others may take over.
  virtual void kill(std::unique_ptr<Consumer> member) = 0;
};

using MakeMessageLogWorld = std::unique_ptr<MessageLogWorld> (*)();

class MessageLogContract : public ::testing::TestWithParam<MakeMessageLogWorld> {
 protected:
  std::unique_ptr<MessageLogWorld> world_ = GetParam()();
  MessageLog& log_ = world_->open();
};

TEST_P(MessageLogContract, given_a_message_then_all_its_attributes_arrive) {
  const Message sent{.id = "019b0000-0000-7000-8000-000000000001",
                     .topic = "order-events",
                     .source = "/order-service",
                     .type = "ORDER_CONFIRMED",
                     .subject = "o-1",
                     .time = base::from_unix_ms(1'767'225'600'123),
                     .traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                     .dataversion = 3,
                     .data = R"({"name":"Zoë \"the\" 🎫","list":[1,2],"none":null})",
                     .extensions = {{"dlqreason", "a \"quoted\"\nreason"}, {"replayfor", "tickets"}}};
  const auto consumer = log_.subscribe("tickets", contract::orders);

  contract::publish(log_, {sent});

  const auto received = contract::receive(*consumer, 1);
  ASSERT_EQ(received.size(), 1U);
  const Message& got = received.front().message;
  EXPECT_EQ(got.id, sent.id);
  EXPECT_EQ(got.topic, sent.topic);
  EXPECT_EQ(got.source, sent.source);
  EXPECT_EQ(got.type, sent.type);
  EXPECT_EQ(got.subject, sent.subject);
  EXPECT_EQ(got.time, sent.time);
  EXPECT_EQ(got.traceparent, sent.traceparent);
  EXPECT_EQ(got.dataversion, sent.dataversion);
  EXPECT_EQ(got.data, sent.data);
  EXPECT_EQ(got.extensions, sent.extensions);
}

TEST_P(MessageLogContract, given_several_subjects_then_each_keeps_its_order) {
  const auto consumer = log_.subscribe("tickets", contract::orders);
  for (int number = 1; number <= 50; ++number) {
    contract::publish(log_,
                      {contract::message("order-events", "a", number), contract::message("order-events", "b", number)});
  }

  const auto received = contract::receive(*consumer, 100);

  std::map<std::string, std::vector<std::string>> by_subject;
  for (const auto& each : received) by_subject[each.message.subject].push_back(each.message.id);
  EXPECT_EQ(by_subject["a"], contract::ids(contract::messages("order-events", "a", 50)));
  EXPECT_EQ(by_subject["b"], contract::ids(contract::messages("order-events", "b", 50)));
}

TEST_P(MessageLogContract, given_a_group_joins_late_then_it_starts_at_the_beginning) {
  contract::publish(log_, contract::messages("order-events", "a", 3));

  const auto consumer = log_.subscribe("late", contract::orders);

  EXPECT_EQ(contract::ids(contract::receive(*consumer, 3)), contract::ids(contract::messages("order-events", "a", 3)));
}

TEST_P(MessageLogContract, given_two_groups_then_each_gets_everything) {
  const auto tickets = log_.subscribe("tickets", contract::orders);
  const auto notifications = log_.subscribe("notifications", contract::orders);
  contract::publish(log_, contract::messages("order-events", "a", 5));

  const auto first = contract::receive(*tickets, 5);
  contract::commit(*tickets, first);

  EXPECT_EQ(first.size(), 5U);
  EXPECT_EQ(contract::receive(*notifications, 5).size(), 5U);
}

TEST_P(MessageLogContract, given_two_topics_then_one_member_reads_both) {
  const auto consumer = log_.subscribe("notifications", {"order-events", "user-events"});
  contract::publish(log_, {contract::message("order-events", "a", 1), contract::message("user-events", "u", 1),
                           contract::message("ticket-events", "t", 1)});

  const auto received = contract::ids(contract::receive(*consumer, 2));

  EXPECT_EQ(std::set(received.begin(), received.end()), (std::set<std::string>{"order-events/a/1", "user-events/u/1"}));
  EXPECT_TRUE(contract::poll(*consumer).empty());
}

TEST_P(MessageLogContract, given_a_limit_then_a_poll_returns_at_most_that) {
  const auto consumer = log_.subscribe("tickets", contract::orders);
  contract::publish(log_, contract::messages("order-events", "a", 7));
  EXPECT_EQ(contract::receive(*consumer, 1).size(), 1U);  // has joined

  const auto received = contract::poll(*consumer, 4);

  EXPECT_LE(received.size(), 4U);
  EXPECT_EQ(contract::receive(*consumer, 6 - received.size()).size(), 6 - received.size());
}

TEST_P(MessageLogContract, given_a_restart_then_uncommitted_messages_return) {
  contract::publish(log_, contract::messages("order-events", "a", 4));
  {
    const auto consumer = log_.subscribe("tickets", contract::orders);
    auto received = contract::receive(*consumer, 4);
    ASSERT_EQ(received.size(), 4U);
    received.resize(2);
    contract::commit(*consumer, received);
  }

  const auto restarted = world_->open().subscribe("tickets", contract::orders);

  EXPECT_EQ(contract::ids(contract::receive(*restarted, 2)),
            (std::vector<std::string>{"order-events/a/3", "order-events/a/4"}));
  EXPECT_TRUE(contract::poll(*restarted).empty());
}

TEST_P(MessageLogContract, given_no_commit_then_a_message_is_not_repeated_to_the_same_member) {
  const auto consumer = log_.subscribe("tickets", contract::orders);
  contract::publish(log_, contract::messages("order-events", "a", 2));
  ASSERT_EQ(contract::receive(*consumer, 2).size(), 2U);

  contract::publish(log_, {contract::message("order-events", "a", 3)});

  EXPECT_EQ(contract::ids(contract::receive(*consumer, 1)), std::vector<std::string>{"order-events/a/3"});
}

TEST_P(MessageLogContract, given_two_members_then_nothing_is_delivered_twice) {
  const auto first = log_.subscribe("tickets", contract::orders);
  const auto second = world_->open().subscribe("tickets", contract::orders);
  std::multiset<std::string> received;
  const auto take = [&](Consumer& member, const std::vector<Received>& some) {
    for (const auto& id : contract::ids(some)) received.insert(id);
    contract::commit(member, some);
  };
  contract::publish(log_, {contract::message("order-events", "a", 0)});
  take(*first, contract::receive(*first, 1));

  for (int number = 1; number <= 20; ++number) {
    contract::publish(log_, {contract::message("order-events", fmt::format("s{}", number), number)});
    for (const auto* member : {&first, &second}) take(**member, contract::poll(**member));
  }
  const auto deadline = runtime::Deadline::after(contract::patience);
  while (received.size() < 21 && !deadline.passed()) {
    for (const auto* member : {&first, &second}) take(**member, contract::poll(**member));
  }

  EXPECT_EQ(received.size(), 21U);
  EXPECT_EQ(std::set(received.begin(), received.end()).size(), 21U);
}

TEST_P(MessageLogContract, given_a_member_dies_then_another_goes_on_from_its_last_commit) {
  contract::publish(log_, contract::messages("order-events", "a", 4));
  auto doomed = world_->open().subscribe("tickets", contract::orders);
  auto received = contract::receive(*doomed, 4);
  ASSERT_EQ(received.size(), 4U);
  received.resize(1);
  contract::commit(*doomed, received);
  const auto heir = log_.subscribe("tickets", contract::orders);
  ASSERT_TRUE(contract::poll(*heir).empty());

  world_->kill(std::move(doomed));

  EXPECT_EQ(contract::ids(contract::receive(*heir, 3)),
            (std::vector<std::string>{"order-events/a/2", "order-events/a/3", "order-events/a/4"}));
}

TEST_P(MessageLogContract, given_a_member_leaves_then_another_takes_over_at_once) {
  contract::publish(log_, contract::messages("order-events", "a", 1));
  auto leaving = log_.subscribe("tickets", contract::orders);
  const auto applied = contract::receive(*leaving, 1);
  contract::commit(*leaving, applied);
  const auto heir = world_->open().subscribe("tickets", contract::orders);
  ASSERT_TRUE(contract::poll(*heir).empty());

  leaving.reset();
  contract::publish(log_, {contract::message("order-events", "a", 2)});

  EXPECT_EQ(contract::ids(contract::receive(*heir, 1)), std::vector<std::string>{"order-events/a/2"});
}

TEST_P(MessageLogContract, given_two_publishing_processes_then_all_arrives_and_each_keeps_its_order) {
  MessageLog& other = world_->open();
  const auto consumer = world_->open().subscribe("tickets", contract::orders);
  const auto publish_all = [](MessageLog& log, const std::string& subject) {
    for (const auto& message : contract::messages("order-events", subject, 40)) contract::publish(log, {message});
  };

  auto first = std::async(std::launch::async, [&] { publish_all(log_, "a"); });
  auto second = std::async(std::launch::async, [&] { publish_all(other, "b"); });
  const auto received = contract::receive(*consumer, 80);
  first.get();
  second.get();

  std::map<std::string, std::vector<std::string>> by_subject;
  for (const auto& each : received) by_subject[each.message.subject].push_back(each.message.id);
  EXPECT_EQ(by_subject["a"], contract::ids(contract::messages("order-events", "a", 40)));
  EXPECT_EQ(by_subject["b"], contract::ids(contract::messages("order-events", "b", 40)));
}

TEST_P(MessageLogContract, given_concurrent_publishes_in_one_process_then_all_arrive) {
  testing::IoFixture io(2);
  const auto consumer = log_.subscribe("tickets", contract::orders);
  constexpr int publishers = 16;

  std::vector<std::future<void>> done;
  done.reserve(publishers);
  for (int publisher = 0; publisher < publishers; ++publisher) {
    done.push_back(std::async(std::launch::async, [&, publisher] {
      io.run(log_.publish(contract::messages("order-events", fmt::format("s{}", publisher), 5)),
             static_cast<std::size_t>(publisher) % 2);
    }));
  }
  for (auto& each : done) each.get();

  const auto received = contract::ids(contract::receive(*consumer, 80));
  EXPECT_EQ(std::set(received.begin(), received.end()).size(), 80U);
}

TEST_P(MessageLogContract, given_nothing_new_then_a_poll_returns_empty_after_its_wait) {
  const auto consumer = log_.subscribe("tickets", contract::orders);

  EXPECT_TRUE(testing::run(consumer->poll(10, std::chrono::milliseconds{20})).empty());
}

TEST_P(MessageLogContract, given_a_waiting_poll_then_a_publish_of_another_process_ends_it) {
  MessageLog& other = world_->open();
  const auto consumer = log_.subscribe("tickets", contract::orders);
  auto waiting = std::async(std::launch::async, [&] { return contract::receive(*consumer, 1); });

  contract::publish(other, {contract::message("order-events", "a", 1)});

  EXPECT_EQ(waiting.get().size(), 1U);
}

TEST_P(MessageLogContract, given_a_cancelled_poll_then_the_member_still_leaves) {
  auto consumer = log_.subscribe("tickets", contract::orders);
  const auto deadline = runtime::Deadline::after(std::chrono::milliseconds{10});
  EXPECT_ANY_THROW(
      testing::run(runtime::with_timeout(deadline, "poll", consumer->poll(10, std::chrono::milliseconds{60'000}))));
  consumer.reset();

  const auto next = log_.subscribe("tickets", contract::orders);
  contract::publish(log_, {contract::message("order-events", "a", 1)});

  EXPECT_EQ(contract::receive(*next, 1).size(), 1U);
}

TEST_P(MessageLogContract, given_more_messages_than_the_limit_then_tail_returns_the_last_ones_oldest_first) {
  contract::publish(log_, contract::messages("order-events", "a", 5));

  EXPECT_EQ(contract::ids(testing::run(log_.tail("order-events", 2))),
            (std::vector<std::string>{"order-events/a/4", "order-events/a/5"}));
  EXPECT_EQ(testing::run(world_->open().tail("order-events", 100)).size(), 5U);
}

TEST_P(MessageLogContract, given_a_topic_that_nobody_used_then_tail_is_empty_and_lag_zero) {
  EXPECT_TRUE(testing::run(log_.tail("ticket-events.dlq", 10)).empty());
  const auto lags = testing::run(log_.lag("tickets", {"ticket-events"}));
  ASSERT_EQ(lags.size(), 1U);
  EXPECT_EQ(lags.front().messages, 0);
}

TEST_P(MessageLogContract, given_commits_then_lag_counts_what_is_left) {
  contract::publish(log_, contract::messages("order-events", "a", 5));
  const auto lag = [&] { return testing::run(log_.lag("tickets", contract::orders)).at(0).messages; };
  EXPECT_EQ(lag(), 5);

  const auto consumer = log_.subscribe("tickets", contract::orders);
  auto received = contract::receive(*consumer, 5);
  ASSERT_EQ(received.size(), 5U);
  EXPECT_EQ(lag(), 5);
  received.resize(3);
  contract::commit(*consumer, received);

  EXPECT_EQ(lag(), 2);
}

TEST_P(MessageLogContract, given_no_messages_then_publish_and_commit_do_nothing) {
  const auto consumer = log_.subscribe("tickets", contract::orders);

  contract::publish(log_, {});
  contract::commit(*consumer, {});

  EXPECT_TRUE(contract::poll(*consumer).empty());
}

TEST_P(MessageLogContract, given_an_open_log_then_it_is_healthy) {
  EXPECT_TRUE(testing::run(log_.healthy()));
}

}  // namespace boxoffice::kit::messaging
