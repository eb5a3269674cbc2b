#pragma once

// Runs coroutines from plain test functions. GoogleTest's ASSERT_* do not compile in coroutines; use EXPECT_* there, or
// return the value and assert outside.

#include "kit/runtime/task.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace boxoffice::kit::testing {

/// How long a test waits for what should come at once, sanitizers and a busy machine included.
inline constexpr std::chrono::milliseconds default_limit{10'000};

/// Runs `task` on an io_context of its own in the calling thread, until it and everything that it started on its
/// executor has ended. Throws what the task throws, or std::runtime_error when `limit` has passed.
void run(runtime::Task<> task, std::chrono::milliseconds limit = default_limit);

template <class T>
T run(runtime::Task<T> task, std::chrono::milliseconds limit = default_limit);

// Implementation details follow.

namespace detail {
template <class T>
runtime::Task<> store_result(runtime::Task<T> task, std::shared_ptr<std::optional<T>> result) {
  result->emplace(co_await std::move(task));
}
}  // namespace detail

template <class T>
T run(runtime::Task<T> task, std::chrono::milliseconds limit) {
  auto result = std::make_shared<std::optional<T>>();
  run(detail::store_result<T>(std::move(task), result), limit);
  return std::move(**result);
}

}  // namespace boxoffice::kit::testing
