#include "kit/telemetry/repetition_limit.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::telemetry {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr steady_clock::time_point start{};

TEST(repetition_limit, given_limit_reached_then_left_out_until_the_second_is_over) {
  RepetitionLimit limit(2);

  EXPECT_EQ(limit.admit("e", start), 0U);
  EXPECT_EQ(limit.admit("e", start + milliseconds{1}), 0U);
  EXPECT_EQ(limit.admit("e", start + milliseconds{2}), std::nullopt);
  EXPECT_EQ(limit.admit("e", start + milliseconds{999}), std::nullopt);
  EXPECT_EQ(limit.admit("e", start + milliseconds{1'000}), 2U);
  EXPECT_EQ(limit.admit("e", start + milliseconds{1'001}), 0U);
  EXPECT_EQ(limit.admit("e", start + milliseconds{1'002}), std::nullopt);
}

TEST(repetition_limit, given_other_event_then_counted_apart) {
  RepetitionLimit limit(1);

  EXPECT_EQ(limit.admit("a", start), 0U);
  EXPECT_EQ(limit.admit("b", start), 0U);
  EXPECT_EQ(limit.admit("a", start), std::nullopt);
}

}  // namespace
}  // namespace boxoffice::kit::telemetry
