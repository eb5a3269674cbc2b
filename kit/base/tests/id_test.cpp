#include "kit/base/id.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <vector>

namespace boxoffice::kit::base {
namespace {

/// A clock and a random source with fixed answers (kit/testing depends on this folder, so it is not used here).
class FixedClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_unix_ms(unix_ms); }
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override { return {}; }

  std::int64_t unix_ms = 0;
};

class FixedRandom final : public Random {
 public:
  explicit FixedRandom(unsigned char byte) : byte_(byte) {}
  void fill(std::span<std::byte> bytes) override { std::ranges::fill(bytes, std::byte{byte_}); }

 private:
  unsigned char byte_;
};

using OrderId = Id<struct OrderTag>;

TEST(id_generator, given_the_time_of_rfc_9562_appendix_a6_then_its_first_group_and_version) {
  FixedClock clock;
  clock.unix_ms = 0x017F22E279B0;
  FixedRandom random{0xff};

  const auto id = IdGenerator(clock, random).next();

  EXPECT_EQ(id, "017f22e2-79b0-7fff-bfff-ffffffffffff");
}

TEST(id_generator, given_zero_bits_then_version_and_variant_are_still_set) {
  FixedClock clock;
  FixedRandom random{0x00};

  EXPECT_EQ(IdGenerator(clock, random).next(), "00000000-0000-7000-8000-000000000000");
}

TEST(id_generator, given_later_times_then_ids_sort_in_that_order) {
  FixedClock clock;
  SystemRandom random;
  const IdGenerator ids(clock, random);
  std::vector<std::string> made;

  for (std::int64_t ms = 1; ms < (std::int64_t{1} << 47); ms *= 3) {
    clock.unix_ms = ms;
    made.push_back(ids.next());
  }

  EXPECT_TRUE(std::ranges::is_sorted(made));
}

TEST(id_generator, given_the_same_millisecond_then_ids_differ) {
  const FixedClock clock;
  SystemRandom random;
  const IdGenerator ids(clock, random);
  std::unordered_set<OrderId> made;

  for (int i = 0; i < 1000; ++i) made.insert(ids.next_as<OrderId>());

  EXPECT_EQ(made.size(), 1000U);
}

TEST(is_uuid, given_canonical_text_then_true) {
  EXPECT_TRUE(is_uuid("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));
  EXPECT_TRUE(is_uuid("00000000-0000-0000-0000-000000000000"));
}

TEST(is_uuid, given_anything_else_then_false) {
  constexpr std::array<std::string_view, 9> cases{
      "",
      "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
      "017f22e2-79b0-7cc3-98c4-dc0c0c07398ff",
      "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
      "017f22e279b0-7cc3-98c4-dc0c0c07398f-",
      "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
      "017f22e2_79b0_7cc3_98c4_dc0c0c07398f",
      "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
      "017f22e279b07cc398c4dc0c0c07398f",
  };
  for (const auto text : cases) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(is_uuid(text));
  }
}

TEST(id, given_no_value_then_empty_and_before_all_others) {
  EXPECT_TRUE(OrderId{}.empty());
  EXPECT_LT(OrderId{}, OrderId{"a"});
  EXPECT_NE(OrderId{"a"}, OrderId{"b"});
}

}  // namespace
}  // namespace boxoffice::kit::base
