#pragma once

// Thread per core: each io thread owns one io_context; what starts on a thread stays there.

#include "kit/runtime/task.hpp"

#include <cstddef>
#include <memory>

namespace boxoffice::kit::runtime {

/// A fixed set of io threads. Construction makes the contexts; start() runs them; stop() ends and joins them.
/// stop() may be called from any thread that is not one of its own. The destructor stops.
class IoThreads {
 public:
  explicit IoThreads(std::size_t count);
  ~IoThreads();
  IoThreads(const IoThreads&) = delete;
  IoThreads& operator=(const IoThreads&) = delete;

  void start();
  void stop();

  [[nodiscard]] std::size_t count() const;
  /// The executor of thread `index` (< count()).
  [[nodiscard]] Executor executor(std::size_t index) const;
  /// The index of the thread whose executor this is; count() if it is none of ours.
  [[nodiscard]] std::size_t index_of(const Executor& executor) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boxoffice::kit::runtime
