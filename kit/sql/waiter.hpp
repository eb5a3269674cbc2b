#pragma once

// For engines: a coroutine that waits for a database thread. Engines answer whole batches with one hand-over per
// executor, which is what makes group commit pay.

#include "kit/runtime/task.hpp"

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

namespace boxoffice::kit::sql {

/// The suspended caller of one read or write. Its coroutine frame is touched and destroyed only on its own executor.
class Waiter {
 public:
  using Resume = std::move_only_function<void(std::exception_ptr)>;

  Waiter(runtime::Executor executor, Resume resume);

  /// Suspends the calling coroutine and gives its waiter to `enqueue`, which must not throw and sees to it that the
  /// waiter is answered. Throws what it was answered with, or system_error(operation_aborted) when the caller is
  /// cancelled first; the later answer is then dropped.
  static runtime::Task<> wait(std::move_only_function<void(std::shared_ptr<Waiter>)> enqueue);

  /// True once the caller was cancelled: work that has not begun need not begin. Safe from any thread.
  [[nodiscard]] bool abandoned() const { return abandoned_.load(std::memory_order_relaxed); }

 private:
  friend struct Answers;
  friend void answer(std::vector<struct Answer> answers);

  void cancel(const std::shared_ptr<Waiter>& self);
  void resume(std::exception_ptr failure);

  runtime::Executor executor_;
  Resume resume_;  // empty once resumed
  std::atomic<bool> abandoned_ = false;
};

struct Answer {
  std::shared_ptr<Waiter> waiter;
  std::exception_ptr failure{};  // null = success
};

/// Resumes all these callers, posting once to each executor. Safe from any thread, once per waiter.
void answer(std::vector<Answer> answers);

}  // namespace boxoffice::kit::sql
