#include "kit/testing/eventually.hpp"

#include "kit/runtime/deadline.hpp"

#include <thread>

namespace boxoffice::kit::testing {

namespace {
constexpr std::chrono::milliseconds pause{1};
}  // namespace

bool eventually(const std::function<bool()>& predicate, std::chrono::milliseconds limit) {
  const auto deadline = runtime::Deadline::after(limit);
  while (!predicate()) {
    if (deadline.passed()) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

runtime::Task<bool> eventually_in_task(std::function<bool()> predicate, std::chrono::milliseconds limit) {
  const auto deadline = runtime::Deadline::after(limit);
  while (!predicate()) {
    if (deadline.passed()) co_return false;
    co_await runtime::sleep_for(pause);
  }
  co_return true;
}

}  // namespace boxoffice::kit::testing
