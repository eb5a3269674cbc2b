#pragma once

// The messaging port: topics that keep what was published and consumer groups that remember how far they have read.
// MESSAGING_URL chooses the technology (sqlite: | kafka:).

#include "kit/messaging/message.hpp"
#include "kit/runtime/deadline.hpp"
#include "kit/runtime/task.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging {

/// A message with its place in the log. `position` is opaque to callers.
struct Received {
  Message message{};
  std::string position{};
  std::string
      defect{};  // why it cannot be read, when others wrote to the topic; `message` then holds what is left of it
};

/// One member of a consumer group. Used by one coroutine at a time. The destructor leaves the group.
class Consumer {
 public:
  virtual ~Consumer() = default;

  /// Waits up to `wait` for messages of this member's share of the topics and returns at most `limit` of them, in
  /// order per subject. Returns again what was not committed only after a restart or a change of membership.
  /// Throws base::Unavailable when the log cannot be reached.
  virtual runtime::Task<std::vector<Received>> poll(std::size_t limit, std::chrono::milliseconds wait) = 0;

  /// Remembers that everything up to and including these was applied.
  virtual runtime::Task<> commit(const std::vector<Received>& applied) = 0;
};

/// How far a group is behind.
struct Lag {
  std::string topic;
  std::string group;
  std::int64_t messages = 0;
};

/// Safe from any thread.
class MessageLog {
 public:
  virtual ~MessageLog() = default;

  /// Appends the messages in this order, durably; when it returns they are all in the log. On an exception some may
  /// be: publish them again, consumers drop duplicates by id.
  virtual runtime::Task<> publish(std::vector<Message> messages) = 0;

  /// Joins `group`, a service's name. A group starts at the beginning of each topic.
  virtual std::unique_ptr<Consumer> subscribe(std::string group, std::vector<std::string> topics) = 0;

  /// The last `limit` messages of a topic, oldest first (dead letter list, tests).
  virtual runtime::Task<std::vector<Message>> tail(std::string topic, std::size_t limit) = 0;

  virtual runtime::Task<std::vector<Lag>> lag(std::string group, std::vector<std::string> topics) = 0;

  virtual runtime::Task<bool> healthy() = 0;
};

}  // namespace boxoffice::kit::messaging
