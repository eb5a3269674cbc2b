#include "kit/runtime/deadline.hpp"

#include "kit/runtime/context.hpp"
#include "kit/testing/run.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::runtime {
namespace {

using namespace std::chrono_literals;

TEST(deadline, given_none_then_never_passes) {
  const Deadline none;

  EXPECT_FALSE(none.passed());
  EXPECT_EQ(none.remaining(), std::chrono::milliseconds::max());
}

TEST(deadline, given_the_longest_wait_then_none) {
  EXPECT_EQ(Deadline::after(std::chrono::milliseconds::max()).at, SteadyTime::max());
}

TEST(deadline, given_a_point_in_the_past_then_passed_with_nothing_left) {
  const Deadline past{SteadyTime::clock::now() - 1h};

  EXPECT_TRUE(past.passed());
  EXPECT_EQ(past.remaining(), 0ms);
}

TEST(deadline, given_a_wait_then_no_more_than_that_remains) {
  const auto deadline = Deadline::after(1h);

  EXPECT_FALSE(deadline.passed());
  EXPECT_LE(deadline.remaining(), 1h);
  EXPECT_GT(deadline.remaining(), 59min);
}

TEST(deadline, given_two_then_the_earlier_wins) {
  const auto near = Deadline::after(1s);
  const auto far = Deadline::after(1h);

  EXPECT_EQ(near.earlier_of(far).at, near.at);
  EXPECT_EQ(far.earlier_of(near).at, near.at);
  EXPECT_EQ(far.earlier_of(Deadline{}).at, far.at);
}

TEST(sleep_for, given_a_duration_then_at_least_that_long) {
  const auto start = SteadyTime::clock::now();

  testing::run(sleep_for(5ms));

  EXPECT_GE(SteadyTime::clock::now() - start, 5ms);
}

TEST(trace, given_both_ids_then_a_traceparent) {
  const Trace trace{.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736", .span_id = "00f067aa0ba902b7"};

  EXPECT_EQ(trace.traceparent(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  EXPECT_EQ(Trace{}.traceparent(), "");
}

}  // namespace
}  // namespace boxoffice::kit::runtime
