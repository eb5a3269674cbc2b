#pragma once

// A member of a consumer group on Kafka.

#include "kit/messaging/kafka/topics.hpp"
#include "kit/messaging/message_log.hpp"
#include "kit/runtime/blocking_pool.hpp"
#include "kit/runtime/worker.hpp"

#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging::detail {

/// Joins with the first poll and reads its share of the partitions. Each time the shares are dealt out again everything
/// goes back to the last commit, and what was received before can no longer be committed: others may have gone on.
class KafkaConsumer final : public Consumer {
 public:
  KafkaConsumer(const KafkaOptions& options, std::shared_ptr<Topics> topics, runtime::BlockingPool& pool,
                std::string group, std::vector<std::string> subscribed);
  ~KafkaConsumer() override;

  runtime::Task<std::vector<Received>> poll(std::size_t limit, std::chrono::milliseconds wait) override;
  runtime::Task<> commit(const std::vector<Received>& applied) override;

  /// Ends the member as the end of its process would, without leaving the group, and returns the name that the group
  /// has for it: for tests.
  std::string die();

 private:
  class Session;

  runtime::BlockingPool& pool_;
  runtime::Wakeup wakeup_{};
  std::shared_ptr<Session> session_;  // shared with work of a cancelled call that still runs
};

}  // namespace boxoffice::kit::messaging::detail
