#include "kit/testing/fake_clock.hpp"
#include "kit/testing/golden.hpp"
#include "kit/testing/seeded_random.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace boxoffice::kit::testing {
namespace {

using namespace std::chrono_literals;

TEST(fake_clock, given_no_orders_then_time_stands_still_at_new_year_2026) {
  const FakeClock clock;

  EXPECT_EQ(base::to_rfc3339(clock.now()), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(clock.now(), clock.now());
}

TEST(fake_clock, given_advance_then_both_clocks_move) {
  FakeClock clock;
  const auto steady = clock.steady_now();

  clock.advance(1500ms);

  EXPECT_EQ(base::to_rfc3339(clock.now()), "2026-01-01T00:00:01.500Z");
  EXPECT_EQ(clock.steady_now() - steady, 1500ms);
}

TEST(fake_clock, given_set_then_only_the_wall_clock_moves) {
  FakeClock clock;
  const auto steady = clock.steady_now();

  clock.set(base::from_unix_ms(42));

  EXPECT_EQ(base::to_unix_ms(clock.now()), 42);
  EXPECT_EQ(clock.steady_now(), steady);
}

TEST(seeded_random, given_the_same_seed_then_the_same_bytes_and_another_seed_then_others) {
  SeededRandom first(7);
  SeededRandom second(7);
  SeededRandom other(8);

  const auto token = base::random_token(first, 16);

  EXPECT_EQ(base::random_token(second, 16), token);
  EXPECT_NE(base::random_token(other, 16), token);
  EXPECT_NE(base::random_token(first, 16), token);
}

TEST(temporary_directory, given_files_in_it_then_all_are_gone_afterwards) {
  std::filesystem::path path;
  {
    const TemporaryDirectory directory;
    path = directory.path();
    std::filesystem::create_directories(directory / "sub");
    std::ofstream(directory / "sub/file") << "text";
    ASSERT_TRUE(std::filesystem::exists(directory / "sub/file"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(temporary_directory, given_two_then_different_places) {
  const TemporaryDirectory first;
  const TemporaryDirectory second;
  EXPECT_NE(first.path(), second.path());
}

TEST(golden, given_the_same_text_then_passes) {
  expect_golden("kit/testing/tests/golden/sample.txt", "The expected text.\n");
}

TEST(golden, given_other_text_then_fails_and_says_how_to_update) {
  EXPECT_NONFATAL_FAILURE(expect_golden("kit/testing/tests/golden/sample.txt", "Other text.\n"),
                          "BOXOFFICE_UPDATE_GOLDEN=1");
}

TEST(golden, given_no_file_then_fails) {
  EXPECT_NONFATAL_FAILURE(expect_golden("kit/testing/tests/golden/missing.txt", "text"), "is missing");
}

TEST(read_source_file, given_a_path_then_its_text_or_an_exception) {
  EXPECT_EQ(read_source_file("kit/testing/tests/golden/sample.txt"), "The expected text.\n");
  EXPECT_THROW((void)read_source_file("kit/testing/tests/golden/missing.txt"), std::runtime_error);
}

}  // namespace
}  // namespace boxoffice::kit::testing
