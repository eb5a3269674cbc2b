#pragma once

// Group commit: one thread that runs all waiting write functions in one transaction with one fsync.

#include "kit/runtime/task.hpp"
#include "kit/sql/bounded_queue.hpp"
#include "kit/sql/sqlite/connection.hpp"
#include "kit/sql/sqlite/transaction.hpp"
#include "kit/sql/waiter.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace boxoffice::kit::sql {

/// Never waits to gather: the batch is what is queued when the last commit has ended. The destructor runs what is
/// queued and ends the thread.
class GroupWriter {
 public:
  using Step = std::move_only_function<bool(Transaction&)>;

  struct Options {
    ConnectionOptions connection{};
    std::size_t queue_limit = 8192;
    std::size_t batch_limit = 256;
    std::function<void(std::size_t functions)> on_commit{};    // after each COMMIT, on the writer's thread
    std::function<void(const std::string& channel)> notify{};  // the same, for each channel that was notified
  };

  /// Opens the file (base::StartupError).
  explicit GroupWriter(Options options);
  ~GroupWriter();
  GroupWriter(const GroupWriter&) = delete;
  GroupWriter& operator=(const GroupWriter&) = delete;

  /// Returns when the step's effect is durable, or undone because it returned false. Throws what the step threw,
  /// base::Unavailable for everyone in a transaction that could not commit, base::Overloaded when too many wait.
  runtime::Task<> write(Step step);

 private:
  struct Job {
    Step step;
    std::shared_ptr<Waiter> waiter;
    std::exception_ptr failure{};
    AfterCommit after{};
  };

  /// What can be undone when a function fails. A savepoint copies every page before it changes, so the first try of a
  /// batch goes without.
  enum class Undo : std::uint8_t { everything, each_function };

  void run();
  void commit(std::vector<Job> jobs);
  enum class Ended : std::uint8_t { committed, undone, again };

  Ended transact(std::vector<Job>& jobs, Undo undo);
  bool run_step(Job& job, Undo undo);
  void roll_back();
  void announce(const std::vector<Job>& jobs) const;

  Options options_;
  SqliteConnection connection_;
  BoundedQueue<Job> queue_;
  std::thread thread_;
};

}  // namespace boxoffice::kit::sql
