#include "kit/runtime/blocking_pool.hpp"

#include "kit/base/failure.hpp"
#include "kit/runtime/cancellation.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/runtime/timeout.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace boxoffice::kit::runtime {
namespace {

using namespace std::chrono_literals;

/// Keeps a pool thread busy until opened.
class Gate {
 public:
  void open() { promise_.set_value(); }
  [[nodiscard]] std::function<void()> waiter() const {
    return [future = future_] { future.wait(); };
  }

 private:
  std::promise<void> promise_;
  std::shared_future<void> future_{promise_.get_future()};
};

struct Threads {
  std::thread::id before, during, after;
};

Task<Threads> observe_threads(BlockingPool& pool) {
  Threads threads;
  threads.before = std::this_thread::get_id();
  threads.during = co_await pool.run([] { return std::this_thread::get_id(); });
  threads.after = std::this_thread::get_id();
  co_return threads;
}

TEST(blocking_pool, given_work_then_runs_elsewhere_and_resumes_on_the_callers_thread) {
  testing::IoFixture io(2);
  BlockingPool pool({});

  const auto threads = io.run(observe_threads(pool), 1);

  EXPECT_NE(threads.during, threads.before);
  EXPECT_EQ(threads.after, threads.before);
}

Task<std::string> move_only_result(BlockingPool& pool) {
  auto input = std::make_unique<std::string>("moved");
  const auto output = co_await pool.run([input = std::move(input)]() mutable { return std::move(input); });
  co_return *output;
}

TEST(blocking_pool, given_move_only_capture_and_result_then_both_arrive) {
  BlockingPool pool({});
  EXPECT_EQ(testing::run(move_only_result(pool)), "moved");
}

Task<> fail_in_pool(BlockingPool& pool) {
  co_await pool.run([] { throw std::out_of_range("from the pool"); });
}

TEST(blocking_pool, given_work_that_throws_then_the_caller_gets_the_exception) {
  BlockingPool pool({});
  EXPECT_THROW(testing::run(fail_in_pool(pool)), std::out_of_range);
}

Task<> run_function(BlockingPool& pool, std::function<void()> function) {
  co_await pool.run(std::move(function));
}

TEST(blocking_pool, given_a_full_queue_then_overloaded_at_once) {
  BlockingPool pool({.threads = 1, .queue_limit = 1});
  Gate gate;
  ASSERT_TRUE(pool.try_post(gate.waiter()));
  ASSERT_TRUE(testing::eventually([&] { return pool.queued() == 0; }));
  ASSERT_TRUE(pool.try_post([] {}));

  EXPECT_THROW(testing::run(run_function(pool, [] {})), base::Overloaded);
  EXPECT_FALSE(pool.try_post([] {}));
  EXPECT_EQ(pool.queued(), 1U);

  gate.open();
}

TEST(blocking_pool, given_queued_work_then_the_destructor_finishes_it) {
  std::atomic<int> done = 0;
  {
    BlockingPool pool({.threads = 1});
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(pool.try_post([&done] { ++done; }));
  }
  EXPECT_EQ(done, 100);
}

TEST(blocking_pool, given_a_cancelled_caller_then_it_ends_at_once_and_the_work_still_runs) {
  testing::IoFixture io;
  std::atomic<bool> ran = false;
  Gate gate;
  {
    BlockingPool pool({.threads = 1});
    ASSERT_TRUE(pool.try_post(gate.waiter()));

    EXPECT_THROW(io.run(with_timeout(Deadline::after(5ms), "the pool", run_function(pool, [&ran] { ran = true; }))),
                 base::TimedOut);

    EXPECT_FALSE(ran);
    gate.open();
  }
  EXPECT_TRUE(ran);
}

TEST(blocking_pool, given_callers_cancelled_while_work_ends_then_each_is_resumed_exactly_once) {
  testing::IoFixture io(2);
  BlockingPool pool({.threads = 2, .queue_limit = 10'000});
  std::atomic<int> ended = 0;
  constexpr int callers = 500;
  {
    TaskGroup group([](std::string_view, const std::exception_ptr&) {});
    for (int i = 0; i < callers; ++i) {
      group.spawn(io.executor(i % 2 == 0 ? 0 : 1), "caller", run_function(pool, [&ended] { ++ended; }));
    }
    ASSERT_TRUE(testing::eventually([&] { return ended > callers / 10; }));
    group.cancel();
    EXPECT_TRUE(group.wait_blocking(10s));
  }
  EXPECT_GT(ended, callers / 10);
}

Task<int> sum_of_squares(BlockingPool& pool, int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i) sum += co_await pool.run([i] { return i * i; });
  co_return sum;
}

TEST(blocking_pool, given_many_calls_in_turn_then_every_value_comes_back) {
  BlockingPool pool({.threads = 2});
  EXPECT_EQ(testing::run(sum_of_squares(pool, 200)), 199 * 200 * 399 / 6);
}

}  // namespace
}  // namespace boxoffice::kit::runtime
