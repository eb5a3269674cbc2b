#pragma once

// Owner of concurrent tasks: nothing runs detached. (Model: the task_group of Boost.Beast's awaitable examples.)

#include "kit/runtime/task.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace boxoffice::kit::runtime {

/// Spawns tasks and can cancel and await all of them. Safe from any thread; declare it last in its owner, so that it
/// dies first. The destructor requires that wait() or stop() came to an end or that nothing runs any more.
class TaskGroup {
 public:
  /// Called on the task's executor with the name given to spawn() when a task ends by an exception other than
  /// cancellation. Must not throw.
  using ErrorHandler = std::function<void(std::string_view name, const std::exception_ptr& failure)>;

  explicit TaskGroup(ErrorHandler on_error);
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  /// Starts `task` on `executor`. After stop() began, the task is destroyed without running.
  void spawn(const Executor& executor, std::string name, Task<> task);

  /// Asks every running task to end (asio total cancellation: at its next wait) and refuses new ones.
  void cancel();

  /// Suspends until no task runs or `limit` has passed; true when none runs any more.
  Task<bool> wait(std::chrono::milliseconds limit);

  /// The same for a thread that is not an io thread.
  [[nodiscard]] bool wait_blocking(std::chrono::milliseconds limit);

  [[nodiscard]] std::size_t running() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace boxoffice::kit::runtime
