#include "kit/runtime/signals.hpp"

#include <gtest/gtest.h>

#include <unistd.h>
#include <csignal>
#include <thread>

namespace boxoffice::kit::runtime {
namespace {

TEST(shutdown_signals, given_sigterm_to_the_process_then_wait_returns_it) {
  block_shutdown_signals();
  const std::jthread bystander([](const std::stop_token& stop) {
    while (!stop.stop_requested()) std::this_thread::yield();
  });

  ASSERT_EQ(::kill(::getpid(), SIGTERM), 0);

  EXPECT_EQ(wait_for_shutdown_signal(), SIGTERM);
}

TEST(shutdown_signals_death, given_a_second_signal_then_the_process_ends_by_it) {
  EXPECT_EXIT(
      {
        block_shutdown_signals();
        ::kill(::getpid(), SIGINT);
        wait_for_shutdown_signal();
        ::kill(::getpid(), SIGINT);
        ::_exit(0);
      },
      ::testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace boxoffice::kit::runtime
