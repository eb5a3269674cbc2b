#include "kit/messaging/dead_letter.hpp"
#include "kit/runtime/timeout.hpp"

#include <fmt/format.h>

#include <charconv>
#include <set>
#include <tuple>
#include <utility>

namespace boxoffice::kit::messaging {
namespace {

constexpr const char* group_attribute = "dlqgroup";
constexpr const char* reason_attribute = "dlqreason";
constexpr const char* failed_at_attribute = "dlqfailedat";
constexpr const char* resolved_attribute = "dlqresolved";
constexpr const char* replay_group_attribute = "replayfor";
constexpr const char* replay_number_attribute = "replaynumber";

constexpr std::size_t letters_read = 10'000;  // how far back in <topic>.dlq the list looks
constexpr std::chrono::seconds log_deadline{10};

using Death = std::tuple<std::string, std::string, std::int64_t>;  // group, message id and replays before

std::string attribute(const Message& message, const char* name) {
  const auto found = message.extensions.find(name);
  return found == message.extensions.end() ? std::string{} : found->second;
}

Death death_of(const Message& message) {
  const auto replay = replay_of(message);
  return {attribute(message, group_attribute), message.id, replay ? replay->number : 0};
}

DeadLetter from_message(Message message, const std::string& topic) {
  DeadLetter letter{.group = attribute(message, group_attribute),
                    .reason = attribute(message, reason_attribute),
                    .failed_at = base::parse_rfc3339(attribute(message, failed_at_attribute)).value_or(message.time)};
  for (const char* name : {group_attribute, reason_attribute, failed_at_attribute}) message.extensions.erase(name);
  message.topic = topic;
  letter.message = std::move(message);
  return letter;
}

/// Tells readers of the dead letter list that this death is settled.
Message resolution_of(const DeadLetter& letter) {
  Message resolution = letter.message;
  resolution.topic = dead_letter_topic(letter.message.topic);
  resolution.data = "{}";
  resolution.extensions[group_attribute] = letter.group;
  resolution.extensions[resolved_attribute] = "true";
  return resolution;
}

}  // namespace

std::optional<Replay> replay_of(const Message& message) {
  std::string group = attribute(message, replay_group_attribute);
  if (group.empty()) return std::nullopt;
  Replay replay{.group = std::move(group)};
  const std::string number = attribute(message, replay_number_attribute);
  std::from_chars(number.data(), number.data() + number.size(), replay.number);
  return replay;
}

std::string inbox_key(const std::string& message_id, std::int64_t number) {
  return number == 0 ? message_id : fmt::format("{}#{}", message_id, number);
}

std::string dead_letter_topic(const std::string& topic) {
  return topic + ".dlq";
}

Message to_message(DeadLetter letter) {
  Message message = std::move(letter.message);
  message.topic = dead_letter_topic(message.topic);
  message.extensions[group_attribute] = std::move(letter.group);
  message.extensions[reason_attribute] = std::move(letter.reason);
  message.extensions[failed_at_attribute] = base::to_rfc3339(letter.failed_at);
  return message;
}

runtime::Task<std::vector<DeadLetter>> dead_letters(MessageLog& log, std::string topic,
                                                    std::optional<std::string> group, std::size_t limit) {
  auto messages = co_await runtime::with_timeout(runtime::Deadline::after(log_deadline), "read dead letters",
                                                 log.tail(dead_letter_topic(topic), letters_read));
  if (group) {
    std::erase_if(messages, [&](const Message& message) { return attribute(message, group_attribute) != *group; });
  }
  std::set<Death> settled;
  for (const auto& message : messages) {
    if (!attribute(message, resolved_attribute).empty()) settled.insert(death_of(message));
  }
  std::vector<DeadLetter> letters;
  for (auto& message : messages) {
    if (letters.size() == limit) break;
    if (!settled.insert(death_of(message)).second) continue;  // settled, or told before
    letters.push_back(from_message(std::move(message), topic));
  }
  co_return letters;
}

runtime::Task<> replay(MessageLog& log, DeadLetter letter) {
  Message resolution = resolution_of(letter);
  Message again = std::move(letter.message);
  const auto before = replay_of(again);
  again.extensions[replay_group_attribute] = letter.group;
  again.extensions[replay_number_attribute] = fmt::format("{}", (before ? before->number : 0) + 1);
  std::vector<Message> messages;
  messages.push_back(std::move(again));
  messages.push_back(std::move(resolution));
  co_await runtime::with_timeout(runtime::Deadline::after(log_deadline), "replay a dead letter",
                                 log.publish(std::move(messages)));
}

}  // namespace boxoffice::kit::messaging
