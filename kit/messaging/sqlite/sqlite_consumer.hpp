#pragma once

// A member of a consumer group of the embedded message log.

#include "kit/base/time.hpp"
#include "kit/messaging/message_log.hpp"
#include "kit/runtime/blocking_pool.hpp"
#include "kit/runtime/worker.hpp"
#include "kit/sql/sqlite/bell.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging {

/// One member of a group reads a topic at a time: it holds a lease of 3 s, renewed by polling, and another member takes
/// over when it ends. A poll waits for the bells and looks once a second besides.
class SqliteConsumer final : public Consumer {
 public:
  struct Parts {
    std::filesystem::path folder;
    const base::Clock& clock;
    runtime::BlockingPool& readers;
    sql::BellWatcher& bells;
  };

  SqliteConsumer(Parts parts, std::string group, std::vector<std::string> topics);
  ~SqliteConsumer() override;

  runtime::Task<std::vector<Received>> poll(std::size_t limit, std::chrono::milliseconds wait) override;
  runtime::Task<> commit(const std::vector<Received>& applied) override;

 private:
  class Session;

  runtime::BlockingPool& readers_;
  std::shared_ptr<Session> session_;  // shared with work of a cancelled call that still runs
  runtime::Wakeup wakeup_;
  std::vector<sql::BellWatcher::Watch> watches_;
};

}  // namespace boxoffice::kit::messaging
