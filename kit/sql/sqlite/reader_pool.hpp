#pragma once

// Threads with read-only connections: each read function gets a snapshot of its own.

#include "kit/runtime/task.hpp"
#include "kit/sql/bounded_queue.hpp"
#include "kit/sql/sqlite/connection.hpp"
#include "kit/sql/sqlite/transaction.hpp"
#include "kit/sql/waiter.hpp"

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace boxoffice::kit::sql {

/// The destructor runs what is queued and ends the threads.
class ReaderPool {
 public:
  using Step = std::move_only_function<void(Session&)>;

  struct Options {
    ConnectionOptions connection{.access = Access::read_only};  // or observe; the file must exist
    std::size_t threads = 2;
    std::size_t queue_limit = 8192;
  };

  /// Opens the connections (base::StartupError).
  explicit ReaderPool(Options options);
  ~ReaderPool();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  /// Runs the step on a snapshot that is opened after this call. Throws what the step throws, base::Overloaded when
  /// too many wait.
  runtime::Task<> read(Step step);

 private:
  struct Job {
    Step step;
    std::shared_ptr<Waiter> waiter;
  };

  void run(std::unique_ptr<SqliteConnection> connection);
  std::exception_ptr run_if_wanted(std::unique_ptr<SqliteConnection>& connection, Job& job) const;
  std::exception_ptr run_step(std::unique_ptr<SqliteConnection>& connection, Step& step) const;

  Options options_;
  BoundedQueue<Job> queue_;
  std::vector<std::thread> threads_{};
};

}  // namespace boxoffice::kit::sql
