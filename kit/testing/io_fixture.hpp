#pragma once

// Running io threads for tests that need more than one thread, or something that outlives one call of run().

#include "kit/runtime/io_threads.hpp"
#include "kit/runtime/task.hpp"
#include "kit/testing/run.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace boxoffice::kit::testing {

/// Started io threads; the destructor stops them. Declare it first in a test, so that it dies last.
class IoFixture {
 public:
  explicit IoFixture(std::size_t threads = 1);
  ~IoFixture();
  IoFixture(const IoFixture&) = delete;
  IoFixture& operator=(const IoFixture&) = delete;

  [[nodiscard]] runtime::IoThreads& threads() { return threads_; }
  [[nodiscard]] runtime::Executor executor(std::size_t index = 0) const { return threads_.executor(index); }

  /// Runs `task` on io thread `index` while the calling thread waits. Throws what the task throws, or
  /// std::runtime_error when `limit` has passed.
  void run(runtime::Task<> task, std::size_t index = 0, std::chrono::milliseconds limit = default_limit);

  template <class T>
  T run(runtime::Task<T> task, std::size_t index = 0, std::chrono::milliseconds limit = default_limit) {
    auto result = std::make_shared<std::optional<T>>();
    run(detail::store_result<T>(std::move(task), result), index, limit);
    return std::move(**result);
  }

 private:
  runtime::IoThreads threads_;
};

}  // namespace boxoffice::kit::testing
