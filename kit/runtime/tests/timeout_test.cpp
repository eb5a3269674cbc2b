#include "kit/runtime/timeout.hpp"

#include "kit/base/failure.hpp"
#include "kit/runtime/cancellation.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/testing/io_fixture.hpp"
#include "kit/testing/run.hpp"

#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include <atomic>
#include <stdexcept>

namespace boxoffice::kit::runtime {
namespace {

using namespace std::chrono_literals;

Task<std::string> answer_after(std::chrono::milliseconds wait, std::string answer) {
  co_await sleep_for(wait);
  co_return answer;
}

Task<std::string> fail_after(std::chrono::milliseconds wait) {
  co_await sleep_for(wait);
  throw std::out_of_range("own failure");
}

TEST(with_timeout, given_an_answer_in_time_then_that) {
  EXPECT_EQ(testing::run(with_timeout(Deadline::after(10s), "answer", answer_after(1ms, "yes"))), "yes");
}

TEST(with_timeout, given_no_deadline_then_just_the_task) {
  EXPECT_EQ(testing::run(with_timeout(Deadline{}, "answer", answer_after(1ms, "yes"))), "yes");
}

TEST(with_timeout, given_a_failure_in_time_then_that) {
  EXPECT_THROW(testing::run(with_timeout(Deadline::after(10s), "answer", fail_after(1ms))), std::out_of_range);
}

TEST(with_timeout, given_no_answer_then_timed_out_with_the_name_of_what) {
  try {
    testing::run(with_timeout(Deadline::after(5ms), "the oracle", answer_after(1h, "late")));
    FAIL() << "expected TimedOut";
  } catch (const base::TimedOut& failure) {
    EXPECT_STREQ(failure.what(), "the oracle did not end in time");
  }
}

TEST(with_timeout, given_a_deadline_in_the_past_then_timed_out) {
  EXPECT_THROW(testing::run(with_timeout(Deadline{SteadyTime::clock::now() - 1s}, "answer", answer_after(1h, "late"))),
               base::TimedOut);
}

Task<> notice_cancellation(bool& ended) {
  try {
    co_await sleep_for(1h);
  } catch (...) {
    ended = true;
    throw;
  }
}

TEST(with_timeout, given_no_answer_then_the_task_has_ended_before_the_caller_goes_on) {
  bool ended = false;
  EXPECT_THROW(testing::run(with_timeout(Deadline::after(5ms), "task", notice_cancellation(ended))), base::TimedOut);
  EXPECT_TRUE(ended);
}

Task<int> save_the_day() {
  // The cancelled wait is swallowed: the task succeeds although its deadline has passed.
  int value = 0;
  try {
    co_await sleep_for(1h);
  } catch (const std::exception&) {
    value = 7;
  }
  co_return value;
}

TEST(with_timeout, given_a_task_that_succeeds_while_it_is_cancelled_then_its_value) {
  EXPECT_EQ(testing::run(with_timeout(Deadline::after(5ms), "task", save_the_day())), 7);
}

Task<> fail_otherwise() {
  bool cancelled = false;
  try {
    co_await sleep_for(1h);
  } catch (const std::exception&) {
    cancelled = true;
  }
  if (cancelled) throw std::domain_error("own failure");
}

TEST(with_timeout, given_a_task_that_fails_otherwise_while_it_is_cancelled_then_that_failure) {
  EXPECT_THROW(testing::run(with_timeout(Deadline::after(5ms), "task", fail_otherwise())), std::domain_error);
}

TEST(with_timeout, given_a_deadline_inside_a_deadline_then_the_inner_one_speaks) {
  auto inner = with_timeout(Deadline::after(5ms), "inner", answer_after(1h, "late"));
  try {
    testing::run(with_timeout(Deadline::after(10s), "outer", std::move(inner)));
    FAIL() << "expected TimedOut";
  } catch (const base::TimedOut& failure) {
    EXPECT_STREQ(failure.what(), "inner did not end in time");
  }
}

Task<> report_cancellation(std::atomic<bool>& cancelled) {
  std::exception_ptr failure;
  try {
    co_await with_timeout(Deadline::after(1h), "task", sleep_for(1h));
  } catch (...) {
    failure = std::current_exception();
  }
  cancelled = is_cancellation(failure);
}

TEST(with_timeout, given_the_caller_is_cancelled_then_so_is_the_task_and_it_is_no_timeout) {
  testing::IoFixture io;
  std::atomic<bool> cancelled = false;
  TaskGroup group({});
  group.spawn(io.executor(), "caller", report_cancellation(cancelled));
  EXPECT_FALSE(group.wait_blocking(5ms));

  group.cancel();

  EXPECT_TRUE(group.wait_blocking(10s));
  EXPECT_TRUE(cancelled);
}

}  // namespace
}  // namespace boxoffice::kit::runtime
