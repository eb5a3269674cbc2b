#pragma once

// For engines: a coroutine that waits for a database thread. Engines answer whole batches with one hand-over per
// executor, which is what makes group commit pay.

#include "kit/runtime/task.hpp"

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

namespace boxoffice::kit::sql {

/// The suspended caller of one read or write. Its coroutine frame is touched and destroyed only on its own executor,
/// and never while its function runs, because that may refer to what the caller owns.
class Waiter {
 public:
  using Resume = std::move_only_function<void(std::exception_ptr)>;

  Waiter(runtime::Executor executor, Resume resume);

  /// Suspends the calling coroutine and gives its waiter to `enqueue`, which must not throw and sees to it that the
  /// waiter is answered. Throws what it was answered with, or system_error(operation_aborted) when the caller is
  /// cancelled first; the later answer is then dropped. A caller that is cancelled while its function runs is resumed
  /// when that has ended.
  static runtime::Task<> wait(std::move_only_function<void(std::shared_ptr<Waiter>)> enqueue);

  /// Stands around every run of the caller's function, on the engine's thread.
  class Run {
   public:
    explicit Run(std::shared_ptr<Waiter> waiter);
    ~Run();
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    /// False when the caller was cancelled: the function must not be called.
    [[nodiscard]] bool wanted() const { return wanted_; }

   private:
    std::shared_ptr<Waiter> waiter_;
    bool wanted_;
  };

 private:
  friend struct Answers;
  friend void answer(std::vector<struct Answer> answers);

  enum class State : std::uint8_t { waiting, running, abandoned_running, abandoned, answered };

  static void cancel(const std::shared_ptr<Waiter>& self);
  static void resume_cancelled(const std::shared_ptr<Waiter>& self);
  /// False when the caller was cancelled: it may be gone, and its executor too.
  [[nodiscard]] bool begin_answer();
  void resume(std::exception_ptr failure);

  runtime::Executor executor_;
  Resume resume_;  // empty once resumed
  std::atomic<State> state_ = State::waiting;
};

struct Answer {
  std::shared_ptr<Waiter> waiter;
  std::exception_ptr failure{};  // null = success
};

/// Resumes all these callers, posting once to each executor. Safe from any thread, once per waiter.
void answer(std::vector<Answer> answers);

}  // namespace boxoffice::kit::sql
