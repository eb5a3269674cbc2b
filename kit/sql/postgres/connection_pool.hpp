#pragma once

// A bounded number of connections, each used by a thread of its own, and a queue of functions before them.

#include "kit/runtime/task.hpp"
#include "kit/sql/bounded_queue.hpp"
#include "kit/sql/postgres/connection.hpp"
#include "kit/sql/postgres/postgres_database.hpp"
#include "kit/sql/waiter.hpp"

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace boxoffice::kit::sql {

/// The destructor runs what is queued and ends the threads.
class ConnectionPool {
 public:
  using WriteStep = std::move_only_function<bool(Transaction&)>;
  using ReadStep = std::move_only_function<void(Session&)>;
  /// Called after a commit, on the connection's thread, with the channels that the function notified.
  using Announce = std::function<void(const std::vector<std::string>& channels)>;

  /// `first` is used by the first thread; the others connect when they have something to do.
  ConnectionPool(PostgresOptions options, std::unique_ptr<PostgresConnection> first, Announce announce);
  ~ConnectionPool();
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

  /// As Database::write() and read() promise. base::Unavailable while the server is away, when a function lost against
  /// others too often, or when the connection broke; base::Overloaded when too many wait.
  runtime::Task<> write(WriteStep step);
  runtime::Task<> read(ReadStep step);

 private:
  class Worker;

  struct Job {
    WriteStep write{};
    ReadStep read{};
    std::shared_ptr<Waiter> waiter{};
  };

  runtime::Task<> enqueue(Job job);

  PostgresOptions options_;
  Announce announce_;
  BoundedQueue<Job> queue_;
  std::vector<std::thread> threads_{};
};

}  // namespace boxoffice::kit::sql
