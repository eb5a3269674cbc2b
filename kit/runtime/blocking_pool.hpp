#pragma once

// The one way from an io thread to work that blocks (SQL, password hashing, files) and back.

#include "kit/runtime/task.hpp"

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace boxoffice::kit::runtime {

/// A bounded pool of threads with a bounded queue. Safe from any thread. The destructor finishes what is queued.
class BlockingPool {
 public:
  struct Options {
    std::string name = "blocking";  // thread name in tools such as top and perf, at most 15 characters
    std::size_t threads = 2;
    std::size_t queue_limit = 1024;
  };

  explicit BlockingPool(Options options);
  ~BlockingPool();
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  /// Runs `function` on a pool thread and resumes the caller on its own executor with the value or the exception.
  /// The function owns what it needs: cancelling the caller does not stop it. Throws base::Overloaded at once when
  /// the queue is full.
  template <class Function>
  Task<std::invoke_result_t<Function&>> run(Function function);

  /// Enqueues work without waiting for it; false when the queue is full. The work must not throw.
  [[nodiscard]] bool try_post(std::move_only_function<void()> work);

  [[nodiscard]] std::size_t queued() const;

 private:
  /// Enqueues `work` and suspends the caller until it has run. Throws base::Overloaded when the queue is full.
  Task<> run_erased(std::move_only_function<void()> work);

  struct State;
  std::unique_ptr<State> state_;
};

// Implementation details follow.

template <class Function>
Task<std::invoke_result_t<Function&>> BlockingPool::run(Function function) {
  using Value = std::invoke_result_t<Function&>;
  // Shared with the pool thread, so that a cancelled caller leaves nothing dangling.
  struct Outcome {
    Function function;
    std::exception_ptr failure{};
    std::conditional_t<std::is_void_v<Value>, std::optional<char>, std::optional<Value>> value{};
  };
  auto outcome = std::make_shared<Outcome>(Outcome{.function = std::move(function)});
  co_await run_erased([outcome] {
    try {
      if constexpr (std::is_void_v<Value>) {
        outcome->function();
      } else {
        outcome->value.emplace(outcome->function());
      }
    } catch (...) {
      outcome->failure = std::current_exception();
    }
  });
  if (outcome->failure) std::rethrow_exception(outcome->failure);
  if constexpr (!std::is_void_v<Value>) co_return std::move(*outcome->value);
}

}  // namespace boxoffice::kit::runtime
