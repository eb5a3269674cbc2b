#include "kit/runtime/task_group.hpp"

#include "kit/runtime/cancellation.hpp"
#include "kit/runtime/deadline.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace boxoffice::kit::runtime {
namespace {

using namespace std::chrono_literals;

/// Collects what the group reports.
class Errors {
 public:
  [[nodiscard]] TaskGroup::ErrorHandler handler() {
    return [this](std::string_view name, const std::exception_ptr& failure) {
      const std::lock_guard lock(mutex_);
      try {
        std::rethrow_exception(failure);
      } catch (const std::exception& error) {
        texts_.push_back(std::string(name) + ": " + error.what());
      }
    };
  }
  [[nodiscard]] std::vector<std::string> texts() const {
    const std::lock_guard lock(mutex_);
    return texts_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> texts_;
};

Task<> count_up(std::atomic<int>& counter) {
  ++counter;
  co_return;
}

Task<> sleep_then_count(std::chrono::milliseconds duration, std::atomic<int>& counter) {
  co_await sleep_for(duration);
  ++counter;
}

Task<> fail_with(std::string message) {
  co_await sleep_for(0ms);
  throw std::runtime_error(message);
}

TEST(task_group, given_tasks_on_all_threads_then_wait_sees_the_end_of_all) {
  testing::IoFixture io(2);
  Errors errors;
  std::atomic<int> counter = 0;
  TaskGroup group(errors.handler());

  for (std::size_t i = 0; i < 100; ++i) group.spawn(io.executor(i % 2), "counter", count_up(counter));

  EXPECT_TRUE(io.run(group.wait(10s)));
  EXPECT_EQ(counter, 100);
  EXPECT_EQ(group.running(), 0U);
  EXPECT_TRUE(errors.texts().empty());
}

TEST(task_group, given_no_tasks_then_wait_returns_at_once) {
  testing::IoFixture io;
  TaskGroup group({});

  EXPECT_TRUE(io.run(group.wait(0ms)));
  EXPECT_TRUE(group.wait_blocking(0ms));
}

TEST(task_group, given_a_task_that_fails_then_its_name_and_reason_are_reported_and_others_go_on) {
  testing::IoFixture io;
  Errors errors;
  std::atomic<int> counter = 0;
  TaskGroup group(errors.handler());

  group.spawn(io.executor(), "broken", fail_with("no luck"));
  group.spawn(io.executor(), "sound", sleep_then_count(5ms, counter));

  EXPECT_TRUE(group.wait_blocking(10s));
  EXPECT_EQ(counter, 1);
  EXPECT_EQ(errors.texts(), (std::vector<std::string>{"broken: no luck"}));
}

TEST(task_group, given_cancel_then_sleeping_tasks_end_early_without_a_report) {
  testing::IoFixture io(2);
  Errors errors;
  std::atomic<int> counter = 0;
  TaskGroup group(errors.handler());
  for (std::size_t i = 0; i < 20; ++i) group.spawn(io.executor(i % 2), "sleeper", sleep_then_count(1h, counter));

  group.cancel();

  EXPECT_TRUE(group.wait_blocking(10s));
  EXPECT_EQ(counter, 0);
  EXPECT_TRUE(errors.texts().empty());
}

TEST(task_group, given_cancel_then_new_tasks_are_refused) {
  testing::IoFixture io;
  std::atomic<int> counter = 0;
  TaskGroup group({});

  group.cancel();
  group.spawn(io.executor(), "late", count_up(counter));

  EXPECT_EQ(group.running(), 0U);
  EXPECT_TRUE(group.wait_blocking(10s));
  EXPECT_EQ(counter, 0);
}

TEST(task_group, given_a_task_that_outlives_the_limit_then_wait_says_so) {
  testing::IoFixture io;
  std::atomic<int> counter = 0;
  TaskGroup group({});
  group.spawn(io.executor(), "sleeper", sleep_then_count(1h, counter));

  EXPECT_FALSE(io.run(group.wait(5ms)));
  EXPECT_FALSE(group.wait_blocking(5ms));
  EXPECT_EQ(group.running(), 1U);

  group.cancel();
  EXPECT_TRUE(io.run(group.wait(10s)));
}

/// Ignores total cancellation, as a composed write does; only terminal cancellation ends it.
Task<> sleep_stubbornly(std::atomic<bool>& started) {
  co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::enable_terminal_cancellation());
  started = true;
  co_await sleep_for(1h);
}

TEST(task_group, given_a_stubborn_task_then_the_second_cancel_ends_it) {
  testing::IoFixture io;
  std::atomic<bool> started = false;
  TaskGroup group({});
  group.spawn(io.executor(), "stubborn", sleep_stubbornly(started));
  ASSERT_TRUE(testing::eventually([&] { return started.load(); }));

  group.cancel();
  EXPECT_FALSE(group.wait_blocking(20ms));
  group.cancel();

  EXPECT_TRUE(group.wait_blocking(10s));
}

Task<> spawn_another(TaskGroup& group, Executor executor, std::atomic<int>& counter) {
  group.spawn(executor, "child", count_up(counter));
  co_return;
}

TEST(task_group, given_a_task_that_spawns_then_wait_covers_both) {
  testing::IoFixture io(2);
  std::atomic<int> counter = 0;
  TaskGroup group({});

  group.spawn(io.executor(0), "parent", spawn_another(group, io.executor(1), counter));

  EXPECT_TRUE(group.wait_blocking(10s));
  EXPECT_EQ(counter, 1);
}

TEST(task_group, given_spawn_and_cancel_from_several_threads_then_all_end) {
  testing::IoFixture io(2);
  std::atomic<int> counter = 0;
  TaskGroup group({});
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 200; ++i) {
          group.spawn(io.executor(i % 2 == 0 ? 0 : 1), "sleeper", sleep_then_count(1h, counter));
        }
        if (t == 0) group.cancel();
      });
    }
  }

  EXPECT_TRUE(group.wait_blocking(10s));
  EXPECT_EQ(counter, 0);
}

TEST(task_group, given_io_threads_that_die_first_then_their_tasks_leave_the_group) {
  std::atomic<int> counter = 0;
  TaskGroup group({});
  {
    IoThreads threads(1);
    group.spawn(threads.executor(0), "never_started", sleep_then_count(1h, counter));
    EXPECT_EQ(group.running(), 1U);
  }
  EXPECT_EQ(group.running(), 0U);
}

TEST(task_group_death, given_a_running_task_then_destruction_aborts_with_its_name) {
  EXPECT_DEATH(
      {
        IoThreads threads(1);
        std::atomic<int> counter = 0;
        TaskGroup group({});
        group.spawn(threads.executor(0), "forgotten", sleep_then_count(1h, counter));
      },
      "TaskGroup destroyed while tasks run: forgotten");
}

}  // namespace
}  // namespace boxoffice::kit::runtime
