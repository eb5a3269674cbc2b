#pragma once

// The writing half of the Kafka message log.

#include "kit/messaging/kafka/topics.hpp"
#include "kit/messaging/message.hpp"
#include "kit/runtime/blocking_pool.hpp"

#include <memory>
#include <vector>

namespace boxoffice::kit::messaging::detail {

/// Safe from any thread.
class Producer {
 public:
  Producer(const KafkaOptions& options, std::shared_ptr<Topics> topics, runtime::BlockingPool& pool);
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  /// Returns when the brokers have all messages. Throws base::Unavailable within the publish limit, std::length_error
  /// for a message that is too long, and std::runtime_error when a topic takes less.
  ///
  /// After a failure the client is given up with all that it has under way. So a message never goes out when an earlier
  /// one of its subject was dropped, and while Kafka is away nothing piles up.
  runtime::Task<> publish(std::vector<Message> messages);

 private:
  class Line;
  struct Batch;
  struct State;
  class Watch;

  KafkaOptions options_;
  std::shared_ptr<State> state_;  // shared with work of a cancelled call that still runs
  runtime::BlockingPool& pool_;
};

}  // namespace boxoffice::kit::messaging::detail
