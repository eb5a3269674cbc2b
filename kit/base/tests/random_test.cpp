#include "kit/base/random.hpp"

#include "kit/base/encoding.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <set>
#include <vector>

namespace boxoffice::kit::base {
namespace {

/// Gives the listed 64-bit numbers in turn.
class ScriptedRandom final : public Random {
 public:
  explicit ScriptedRandom(std::vector<std::uint64_t> values) : values_(std::move(values)) {}
  void fill(std::span<std::byte> bytes) override {
    ASSERT_EQ(bytes.size(), sizeof(std::uint64_t));
    std::memcpy(bytes.data(), &values_.at(next_++), bytes.size());
  }
  [[nodiscard]] std::size_t used() const { return next_; }

 private:
  std::vector<std::uint64_t> values_;
  std::size_t next_ = 0;
};

constexpr auto largest = std::numeric_limits<std::uint64_t>::max();

TEST(uniform, given_a_value_in_the_last_incomplete_range_then_drawn_again) {
  ScriptedRandom random({largest, 7});  // 2^64 - 1 is the excess of a multiple of 3

  EXPECT_EQ(uniform(random, 3), 1U);
  EXPECT_EQ(random.used(), 2U);
}

TEST(uniform, given_the_largest_fair_value_then_taken) {
  ScriptedRandom random({largest - 1});

  EXPECT_EQ(uniform(random, 3), 2U);
  EXPECT_EQ(random.used(), 1U);
}

TEST(uniform, given_a_power_of_two_then_nothing_is_drawn_again) {
  ScriptedRandom random({largest, largest});

  EXPECT_EQ(uniform(random, 256), 255U);
  EXPECT_EQ(uniform(random, 1), 0U);
}

TEST(uniform, given_the_system_then_every_value_occurs) {
  SystemRandom random;
  std::set<std::uint64_t> seen;

  for (int i = 0; i < 1000; ++i) seen.insert(uniform(random, 6));

  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4, 5}));
}

TEST(uniform_death, given_bound_zero_then_aborts) {
  SystemRandom random;
  EXPECT_DEATH((void)uniform(random, 0), "bound must not be 0");
}

TEST(random_token, given_16_bytes_then_22_characters_that_differ) {
  SystemRandom random;

  const auto first = random_token(random, 16);
  const auto second = random_token(random, 16);

  EXPECT_EQ(first.size(), 22U);
  EXPECT_TRUE(base64url_decode(first).has_value());
  EXPECT_NE(first, second);
}

TEST(system_random, given_a_large_span_then_filled_to_the_end) {
  std::vector<std::byte> bytes(100'000);

  SystemRandom{}.fill(bytes);

  std::array<bool, 256> seen{};
  for (const auto byte : std::span(bytes).last(10'000)) seen.at(std::to_integer<std::size_t>(byte)) = true;
  EXPECT_TRUE(std::ranges::all_of(seen, [](bool one) { return one; }));
}

}  // namespace
}  // namespace boxoffice::kit::base
