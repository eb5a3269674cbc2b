#pragma once

// The writing half of the embedded message log.

#include "kit/base/time.hpp"
#include "kit/messaging/message.hpp"
#include "kit/runtime/blocking_pool.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace boxoffice::kit::messaging {

/// Appends on one thread of its own. What queues while a commit is in flight goes into the next one, a transaction and
/// an fsync per topic. After each commit it rings the topic's bell and prunes a bounded number of messages older than
/// 7 days. Safe from any thread.
class Appender {
 public:
  Appender(std::filesystem::path folder, const base::Clock& clock);
  ~Appender();

  /// Returns when all messages are durable. Throws base::Unavailable, after which some may be.
  runtime::Task<> append(std::vector<Message> messages);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the thread's work, which outlives a cancelled caller
  runtime::BlockingPool thread_;
};

}  // namespace boxoffice::kit::messaging
