#pragma once

// Messages, and calls of the port from plain test functions.

#include "kit/messaging/message_log.hpp"
#include "kit/testing/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::messaging::contract {

inline const std::vector<std::string> orders{"order-events"};

inline Message message(std::string topic, std::string subject, int number) {
  return {.id = fmt::format("{}/{}/{}", topic, subject, number),
          .topic = std::move(topic),
          .source = "/order-service",
          .type = "ORDER_CREATED",
          .subject = std::move(subject),
          .time = base::from_unix_ms(1'767'225'600'000 + number),
          .data = fmt::format("{{\"number\":{}}}", number)};
}

inline std::vector<Message> messages(const std::string& topic, const std::string& subject, int count) {
  std::vector<Message> made;
  for (int number = 1; number <= count; ++number) made.push_back(message(topic, subject, number));
  return made;
}

inline std::vector<std::string> ids(const std::vector<Received>& received) {
  std::vector<std::string> found;
  found.reserve(received.size());
  for (const auto& each : received) found.push_back(each.message.id);
  return found;
}

inline std::vector<std::string> ids(const std::vector<Message>& messages) {
  std::vector<std::string> found;
  found.reserve(messages.size());
  for (const auto& each : messages) found.push_back(each.id);
  return found;
}

inline void publish(MessageLog& log, std::vector<Message> messages) {
  testing::run(log.publish(std::move(messages)));
}

inline std::vector<Received> poll(Consumer& consumer, std::size_t limit = 1000) {
  return testing::run(consumer.poll(limit, std::chrono::milliseconds{0}));
}

/// How long a member may take to join its group, besides.
inline constexpr std::chrono::milliseconds patience{5000};

/// Polls until `count` messages have come; fewer when nothing comes for long.
inline std::vector<Received> receive(Consumer& consumer, std::size_t count) {
  std::vector<Received> all;
  while (all.size() < count) {
    auto some = testing::run(consumer.poll(count - all.size(), patience));
    if (some.empty()) break;
    std::ranges::move(some, std::back_inserter(all));
  }
  return all;
}

inline void commit(Consumer& consumer, const std::vector<Received>& applied) {
  testing::run(consumer.commit(applied));
}

}  // namespace boxoffice::kit::messaging::contract
