#pragma once

// Boost 1.81 has no cancel_after; this is ours.

#include "kit/runtime/deadline.hpp"
#include "kit/runtime/task.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::kit::runtime {

/// Runs `task`; when `deadline` passes first, cancels it, waits for it to end and throws base::TimedOut saying `what`.
/// A task that ends by itself in the same moment wins.
Task<> with_timeout(Deadline deadline, std::string what, Task<> task);

template <class T>
Task<T> with_timeout(Deadline deadline, std::string what, Task<T> task);

// Implementation details follow.

namespace detail {
template <class T>
Task<> store_result(Task<T> task, std::shared_ptr<std::optional<T>> result) {
  result->emplace(co_await std::move(task));
}
}  // namespace detail

template <class T>
Task<T> with_timeout(Deadline deadline, std::string what, Task<T> task) {
  auto result = std::make_shared<std::optional<T>>();
  co_await with_timeout(deadline, std::move(what), detail::store_result<T>(std::move(task), result));
  co_return std::move(**result);
}

}  // namespace boxoffice::kit::runtime
