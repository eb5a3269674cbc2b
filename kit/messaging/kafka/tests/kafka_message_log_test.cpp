// What is particular to Kafka: topics, sizes, who is refused.

#include "kit/messaging/kafka/kafka_message_log.hpp"

#include "kit/base/failure.hpp"
#include "kit/messaging/kafka/limits.hpp"
#include "kit/messaging/kafka/tests/kafka_world.hpp"
#include "kit/messaging/kafka/topics.hpp"
#include "kit/messaging/tests/messages.hpp"
#include "kit/testing/run.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <string_view>

namespace boxoffice::kit::messaging {
namespace {

using std::chrono::milliseconds;

TEST(kafka_topics, given_several_processes_that_start_at_once_then_each_topic_is_made_once) {
  const auto options = fresh_options();
  std::vector<std::future<void>> done;
  done.reserve(4);
  for (int process = 0; process < 4; ++process) {
    done.push_back(std::async(std::launch::async, [options, process] {
      const auto log = open_kafka_message_log(options);
      const auto subject = fmt::format("s{}", process);
      contract::publish(
          *log, {contract::message("order-events", subject, 1), contract::message("order-events.dlq", subject, 1)});
    }));
  }
  for (auto& each : done) each.get();

  const auto log = open_kafka_message_log(options);
  const detail::Topics topics(options);
  for (const char* topic : {"order-events", "order-events.dlq"}) {
    EXPECT_EQ(testing::run(log->tail(topic, 100)).size(), 4U);
    EXPECT_EQ(topics.partitions(topic), 3);
    EXPECT_EQ(configuration_of(options, topic, "retention.ms"), std::to_string(7 * 24 * 60 * 60 * 1000));
  }
}

TEST(kafka_topics, given_more_copies_than_brokers_then_publishing_says_so) {
  auto options = fresh_options();
  options.replication = 3;
  const auto log = open_kafka_message_log(options);

  try {
    contract::publish(*log, {contract::message("order-events", "a", 1)});
    ADD_FAILURE() << "published";
  } catch (const base::Unavailable& failure) {
    EXPECT_TRUE(std::string_view(failure.what()).contains("does not make the topic")) << failure.what();
  }
}

TEST(kafka_topics, given_messages_of_many_subjects_then_the_tail_has_the_last_ones_in_the_order_of_each) {
  const auto log = open_kafka_message_log(fresh_options());
  for (int number = 1; number <= 10; ++number) {
    for (const char* subject : {"a", "b", "c", "d"}) {
      contract::publish(*log, {contract::message("order-events", subject, number)});
    }
  }

  const auto tail = testing::run(log->tail("order-events", 20));

  ASSERT_EQ(tail.size(), 20U);
  std::map<std::string, std::vector<std::string>> by_subject;
  for (const auto& message : tail) by_subject[message.subject].push_back(message.id);
  for (const auto& [subject, ids] : by_subject) {
    const auto all = contract::ids(contract::messages("order-events", subject, 10));
    EXPECT_EQ(ids, std::vector(all.end() - static_cast<std::ptrdiff_t>(ids.size()), all.end()));
  }
}

Message long_message(std::size_t bytes) {
  auto message = contract::message("order-events", "a", 1);
  message.data = fmt::format(R"({{"text":"{}"}})", std::string(bytes, 'x'));
  return message;
}

TEST(kafka_sizes, given_the_longest_message_of_an_outbox_then_it_arrives) {
  const auto log = open_kafka_message_log(fresh_options());
  const auto sent = long_message(longest_data);

  contract::publish(*log, {sent});

  const auto member = log->subscribe("tickets", {"order-events"});
  const auto received = contract::receive(*member, 1);
  ASSERT_EQ(received.size(), 1U);
  EXPECT_TRUE(received.front().message.data == sent.data);
}

TEST(kafka_sizes, given_a_message_that_is_too_long_then_it_is_refused_clearly_and_others_go_on) {
  const auto log = open_kafka_message_log(fresh_options());

  EXPECT_THROW(contract::publish(*log, {long_message(detail::longest_message)}), std::length_error);

  contract::publish(*log, {contract::message("order-events", "a", 1)});
  EXPECT_EQ(testing::run(log->tail("order-events", 10)).size(), 1U);
}

TEST(kafka_sizes, given_a_topic_that_takes_less_then_the_refusal_names_what_to_raise) {
  const auto options = fresh_options();
  make_topic(options, "order-events", "1000");
  const auto log = open_kafka_message_log(options);

  try {
    contract::publish(*log, {long_message(2000)});
    ADD_FAILURE() << "published";
  } catch (const base::Unavailable&) {
    ADD_FAILURE() << "it will not pass by itself";
  } catch (const std::runtime_error& refusal) {
    EXPECT_TRUE(std::string_view(refusal.what()).contains("Raise max.message.bytes")) << refusal.what();
  }
  contract::publish(*log, {contract::message("order-events", "a", 1)});
}

std::string refusal(const KafkaOptions& options) {
  try {
    static_cast<void>(open_kafka_message_log(options));
  } catch (const base::StartupError& error) {
    return error.what();
  }
  return "no refusal";
}

TEST(kafka_access, given_a_password_then_only_who_knows_it_is_let_in) {
  testing::KafkaServer server("s:cret");
  const auto options = [&](std::string_view login) {
    return parse_kafka_url(fmt::format("kafka://{}{}", login, server.address()));
  };

  const auto log = open_kafka_message_log(options("boxoffice:s%3Acret@"));
  contract::publish(*log, {contract::message("order-events", "a", 1)});
  EXPECT_EQ(testing::run(log->tail("order-events", 10)).size(), 1U);

  const auto wrong = refusal(options("boxoffice:s%3Acrep@"));
  EXPECT_TRUE(wrong.starts_with("MESSAGING_URL cannot be used: ")) << wrong;
  EXPECT_TRUE(wrong.contains("refuses the user or the password")) << wrong;
  EXPECT_FALSE(wrong.contains("crep")) << wrong;

  auto nobody = options("");
  nobody.startup_limit = milliseconds{1000};
  EXPECT_TRUE(refusal(nobody).contains("cannot be reached"));
}

TEST(kafka_access, given_a_place_where_no_broker_is_then_a_sentence_that_names_the_setting) {
  for (const auto& [url, reason] : {std::pair{"kafka://no-such-host.invalid:9092", "the name of the host is unknown"},
                                    std::pair{"kafka://127.0.0.1:1", "no broker answers"}}) {
    auto options = parse_kafka_url(url);
    options.startup_limit = milliseconds{500};

    const auto sentence = refusal(options);

    EXPECT_TRUE(sentence.starts_with("MESSAGING_URL cannot be used: ")) << sentence;
    EXPECT_TRUE(sentence.contains(reason)) << sentence;
  }
}

TEST(kafka_access, given_certificates_that_are_not_there_then_it_refuses_to_start) {
  const auto sentence = refusal(parse_kafka_url("kafka://127.0.0.1:1?ca=/no/such/file.pem"));

  EXPECT_TRUE(sentence.starts_with("MESSAGING_URL cannot be used: ")) << sentence;
}

}  // namespace
}  // namespace boxoffice::kit::messaging
