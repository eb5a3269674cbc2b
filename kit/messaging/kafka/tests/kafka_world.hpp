#pragma once

// Logs of one test on the broker that all tests share.

#include "kit/messaging/kafka/kafka_message_log.hpp"
#include "kit/testing/kafka/kafka_server.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging {

/// Options with topics and groups that no other test uses, and patience with a busy machine.
inline KafkaOptions fresh_options(testing::KafkaServer& server = testing::KafkaServer::shared()) {
  static int made = 0;
  auto options = parse_kafka_url(fmt::format("kafka://{}?partitions=3&prefix=test{}.", server.address(), ++made));
  options.publish_limit = std::chrono::seconds{9};
  options.request_limit = std::chrono::seconds{8};
  return options;
}

/// The members of a group, by the names that the broker has for them.
std::set<std::string> members_of(const KafkaOptions& options, const std::string& group);

/// Puts bytes on a topic that are none of ours.
void produce_raw(const KafkaOptions& options, const std::string& topic, const std::string& key,
                 const std::string& value);

/// Makes a topic that takes no messages longer than that, as an operator might.
void make_topic(const KafkaOptions& options, const std::string& topic, const std::string& max_message_bytes);

/// The value of a topic's configuration.
std::string configuration_of(const KafkaOptions& options, const std::string& topic, const std::string& name);

}  // namespace boxoffice::kit::messaging
