#include "kit/runtime/io_threads.hpp"

#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/strand.hpp>

#include <thread>

namespace boxoffice::kit::runtime {
namespace {

Task<std::thread::id> this_thread() {
  co_return std::this_thread::get_id();
}

TEST(io_threads, given_an_executor_then_always_the_same_thread) {
  testing::IoFixture io(2);

  const auto first = io.run(this_thread(), 0);
  const auto second = io.run(this_thread(), 1);

  EXPECT_EQ(io.run(this_thread(), 0), first);
  EXPECT_EQ(io.run(this_thread(), 1), second);
  EXPECT_NE(first, second);
  EXPECT_NE(first, std::this_thread::get_id());
}

TEST(io_threads, given_executors_then_their_index) {
  IoThreads threads(2);
  IoThreads others(1);

  EXPECT_EQ(threads.count(), 2U);
  EXPECT_EQ(threads.index_of(threads.executor(0)), 0U);
  EXPECT_EQ(threads.index_of(threads.executor(1)), 1U);
  EXPECT_EQ(threads.index_of(others.executor(0)), threads.count());
}

TEST(io_threads, given_a_strand_or_a_tracking_executor_then_the_index_of_its_thread) {
  IoThreads threads(2);
  const auto executor = threads.executor(1);

  EXPECT_EQ(threads.index_of(boost::asio::make_strand(executor)), 1U);
  EXPECT_EQ(threads.index_of(boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked)), 1U);
}

TEST(io_threads, given_start_and_stop_twice_then_no_harm) {
  IoThreads threads(2);

  threads.start();
  threads.start();
  threads.stop();
  threads.stop();

  EXPECT_EQ(threads.count(), 2U);
}

TEST(io_threads, given_never_started_then_stop_returns) {
  IoThreads threads(1);
  threads.stop();
  EXPECT_EQ(threads.count(), 1U);
}

TEST(io_threads_death, given_no_threads_then_aborts) {
  EXPECT_DEATH(IoThreads{0}, "at least one thread");
}

}  // namespace
}  // namespace boxoffice::kit::runtime
