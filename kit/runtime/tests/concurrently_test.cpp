#include "kit/runtime/concurrently.hpp"

#include "kit/runtime/deadline.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/runtime/timeout.hpp"
#include "kit/runtime/worker.hpp"
#include "kit/testing/io_fixture.hpp"
#include "kit/testing/run.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::runtime {
namespace {

Task<> wake(Wakeup wakeup, std::vector<std::string>& seen) {
  seen.emplace_back("woke the other");
  wakeup.notify();
  co_return;
}

Task<> wait_for(Wakeup wakeup, std::vector<std::string>& seen) {
  co_await wakeup.wait(std::chrono::seconds{10});
  seen.emplace_back("was woken");
}

Task<> fail() {
  throw std::runtime_error("no");
  co_return;
}

TEST(run_all, given_tasks_that_need_each_other_then_they_run_at_once) {
  std::vector<std::string> seen;
  const Wakeup wakeup;
  std::vector<Task<>> tasks;
  tasks.push_back(wait_for(wakeup, seen));
  tasks.push_back(wake(wakeup, seen));

  testing::run(run_all(std::move(tasks)));

  EXPECT_EQ(seen, (std::vector<std::string>{"woke the other", "was woken"}));
}

TEST(run_all, given_a_failure_then_the_others_end_first_and_it_is_thrown) {
  std::vector<std::string> seen;
  const Wakeup wakeup;
  std::vector<Task<>> tasks;
  tasks.push_back(fail());
  tasks.push_back(wait_for(wakeup, seen));
  tasks.push_back(wake(wakeup, seen));

  EXPECT_THROW(testing::run(run_all(std::move(tasks))), std::runtime_error);
  EXPECT_EQ(seen.size(), 2U);
}

TEST(run_all, given_nothing_then_returns) {
  testing::run(run_all({}));
}

TEST(run_all, given_the_caller_is_cancelled_then_all_end) {
  testing::IoFixture io;
  TaskGroup group([](std::string_view, const std::exception_ptr&) { ADD_FAILURE() << "cancellation is no failure"; });
  std::vector<Task<>> tasks;
  tasks.push_back(sleep_for(std::chrono::hours{1}));
  tasks.push_back(sleep_for(std::chrono::hours{1}));
  group.spawn(io.executor(), "both", run_all(std::move(tasks)));

  group.cancel();

  EXPECT_TRUE(group.wait_blocking(testing::default_limit));
}

}  // namespace
}  // namespace boxoffice::kit::runtime
