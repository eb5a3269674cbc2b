#include "kit/testing/run.hpp"

#include "kit/runtime/deadline.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>

namespace boxoffice::kit::testing {
namespace {

using namespace std::chrono_literals;

runtime::Task<std::unique_ptr<std::string>> answer() {
  co_return std::make_unique<std::string>("yes");
}

runtime::Task<> fail() {
  throw std::out_of_range("own failure");
  co_return;
}

TEST(run, given_a_task_with_a_value_then_that) {
  EXPECT_EQ(*run(answer()), "yes");
}

TEST(run, given_a_task_that_throws_then_the_same_exception) {
  EXPECT_THROW(run(fail()), std::out_of_range);
}

TEST(run, given_a_task_that_hangs_then_a_failure_that_says_so) {
  try {
    run(runtime::sleep_for(1h), 5ms);
    FAIL() << "expected an exception";
  } catch (const std::runtime_error& failure) {
    EXPECT_STREQ(failure.what(), "the task did not end in time");
  }
}

runtime::Task<> leave_something_behind(runtime::TaskGroup& group) {
  group.spawn(co_await boost::asio::this_coro::executor, "left_behind", runtime::sleep_for(1h));
}

TEST(run, given_a_task_that_leaves_another_running_then_a_failure_that_says_so) {
  runtime::TaskGroup group({});
  try {
    run(leave_something_behind(group), 5ms);
    FAIL() << "expected an exception";
  } catch (const std::runtime_error& failure) {
    EXPECT_STREQ(failure.what(), "the task ended in time, but what it started did not");
  }
}

TEST(io_fixture, given_tasks_then_values_exceptions_and_limits_as_run) {
  IoFixture io(2);

  EXPECT_EQ(*io.run(answer(), 1), "yes");
  EXPECT_THROW(io.run(fail()), std::out_of_range);
  EXPECT_THROW(io.run(runtime::sleep_for(1h), 0, 5ms), std::runtime_error);
}

TEST(eventually, given_a_condition_that_comes_true_then_true) {
  std::atomic<int> looks = 0;
  EXPECT_TRUE(eventually([&] { return ++looks == 3; }));
  EXPECT_EQ(looks, 3);
}

TEST(eventually, given_a_condition_that_never_comes_true_then_false_after_the_limit) {
  EXPECT_FALSE(eventually([] { return false; }, 5ms));
}

TEST(eventually_in_task, given_conditions_then_as_eventually) {
  auto looks = std::make_shared<int>(0);
  EXPECT_TRUE(run(eventually_in_task([looks] { return ++*looks == 3; })));
  EXPECT_FALSE(run(eventually_in_task([] { return false; }, 5ms)));
}

}  // namespace
}  // namespace boxoffice::kit::testing
