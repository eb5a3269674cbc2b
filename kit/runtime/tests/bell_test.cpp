#include "kit/runtime/bell.hpp"

#include "kit/base/failure.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/runtime/timeout.hpp"
#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace boxoffice::kit::runtime {
namespace {

using namespace std::chrono_literals;

TEST(bell, given_a_ring_since_then_wait_returns_at_once) {
  const Bell bell;
  const auto heard = bell.rings();

  bell.ring();

  testing::run(bell.wait_after(heard, Deadline{}));
  EXPECT_EQ(bell.rings(), heard + 1);
}

TEST(bell, given_no_ring_then_wait_lasts_until_the_deadline) {
  const Bell bell;
  const auto deadline = Deadline::after(5ms);

  testing::run(bell.wait_after(bell.rings(), deadline));

  EXPECT_TRUE(deadline.passed());
}

TEST(bell, given_cancellation_then_wait_ends) {
  const Bell bell;
  EXPECT_THROW(testing::run(with_timeout(Deadline::after(5ms), "bell", bell.wait_after(0, Deadline{}))),
               base::TimedOut);
}

Task<> wait_for_value(Bell bell, std::atomic<int>& value, int wanted) {
  while (true) {
    const auto heard = bell.rings();
    if (value >= wanted) co_return;
    co_await bell.wait_after(heard, Deadline{});
  }
}

TEST(bell, given_waiters_on_two_threads_then_all_hear_the_last_ring) {
  testing::IoFixture io(2);
  const Bell bell;
  std::atomic<int> value = 0;
  constexpr int last = 1000;
  TaskGroup group({});
  for (std::size_t i = 0; i < 10; ++i) group.spawn(io.executor(i % 2), "waiter", wait_for_value(bell, value, last));

  const std::jthread ringer([&] {
    for (int i = 1; i <= last; ++i) {
      value = i;
      bell.ring();
    }
  });

  EXPECT_TRUE(group.wait_blocking(10s));
}

TEST(bell, given_waiters_whose_threads_die_then_ringing_is_safe) {
  const Bell bell;
  std::atomic<int> value = 0;
  TaskGroup group({});
  {
    testing::IoFixture io;
    group.spawn(io.executor(), "waiter", wait_for_value(bell, value, 1));
    EXPECT_FALSE(group.wait_blocking(5ms));
  }

  bell.ring();

  EXPECT_EQ(group.running(), 0U);
}

}  // namespace
}  // namespace boxoffice::kit::runtime
