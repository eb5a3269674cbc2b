#include "kit/lab/crash_points.hpp"

#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace boxoffice::kit::lab {
namespace {

TEST(crash_points, given_nothing_armed_then_every_point_is_passed) {
  const CrashPoints crash_points;

  crash_points.pass(points::tickets_in_batch);
  crash_points.pass("");
}

TEST(crash_points, given_armed_point_then_only_the_first_one_there_ends) {
  const testing::TemporaryDirectory folder;
  const CrashPoints crash_points(std::string(points::tickets_in_batch), folder.path());

  crash_points.pass(points::relay_after_publish);
  EXPECT_EXIT(crash_points.pass(points::tickets_in_batch), ::testing::ExitedWithCode(137), "");
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "crashed-tickets_in_mid_batch"));
  crash_points.pass(points::tickets_in_batch);
}

TEST(crash_points, given_a_function_of_a_point_then_it_passes_that_point) {
  const testing::TemporaryDirectory folder;
  const CrashPoints crash_points(std::string(points::tickets_in_batch), folder.path());

  crash_points.at(points::relay_after_publish)();
  EXPECT_EXIT(crash_points.at(points::tickets_in_batch)(), ::testing::ExitedWithCode(137), "");
}

TEST(crash_points, given_name_then_known_or_not) {
  EXPECT_TRUE(is_crash_point(points::payments_after_charge));
  EXPECT_FALSE(is_crash_point("somewhere"));
}

}  // namespace
}  // namespace boxoffice::kit::lab
