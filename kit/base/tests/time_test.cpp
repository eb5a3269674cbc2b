#include "kit/base/time.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace boxoffice::kit::base {
namespace {

struct TimeCase {
  std::string_view text;
  std::int64_t unix_ms;
};

TEST(parse_rfc3339, given_valid_text_then_the_instant) {
  constexpr std::array cases{
      TimeCase{"1970-01-01T00:00:00Z", 0},
      TimeCase{"1970-01-01T00:00:00.001Z", 1},
      TimeCase{"1969-12-31T23:59:59.999Z", -1},
      TimeCase{"1985-04-12T23:20:50.52Z", 482'196'050'520},  // RFC 3339, section 5.8
      TimeCase{"1996-12-19T16:39:57-08:00", 851'042'397'000},
      TimeCase{"1937-01-01T12:00:27.87+00:20", -1'041'337'172'130},
      TimeCase{"2026-11-23T19:30:00+05:30", 1'795'442'400'000},
      TimeCase{"2026-11-23t14:00:00z", 1'795'442'400'000},
      TimeCase{"2026-11-23T14:00:00.1239999999999Z", 1'795'442'400'123},
      TimeCase{"2026-11-23T14:00:00-00:00", 1'795'442'400'000},
      TimeCase{"2024-02-29T00:00:00Z", 1'709'164'800'000},
      TimeCase{"2000-02-29T00:00:00Z", 951'782'400'000},
      TimeCase{"0000-01-01T00:00:00Z", -62'167'219'200'000},
      TimeCase{"9999-12-31T23:59:59.999Z", 253'402'300'799'999},
      TimeCase{"9999-12-31T23:59:59.999+00:01", 253'402'300'739'999},
      TimeCase{"9999-12-31T23:59:59.999+00:01", 253'402'300'739'999},
  };
  for (const auto& given : cases) {
    SCOPED_TRACE(given.text);
    const auto time = parse_rfc3339(given.text);
    ASSERT_TRUE(time.has_value());
    EXPECT_EQ(to_unix_ms(*time), given.unix_ms);
  }
}

TEST(parse_rfc3339, given_anything_else_then_nothing) {
  constexpr std::array<std::string_view, 32> cases{
      "",
      "2026",
      "2026-11-23",
      "2026-11-23T14:00",
      "2026-11-23T14:00:00",
      "2026-11-23T14:00Z",
      "2026-11-23 14:00:00Z",
      " 2026-11-23T14:00:00Z",
      "2026-11-23T14:00:00Z ",
      "2026-11-23T14:00:00.Z",
      "2026-11-23T14:00:00,5Z",
      "2026-11-23T24:00:00Z",
      "2026-11-23T14:60:00Z",
      "2026-11-23T23:59:60Z",
      "2026-13-01T00:00:00Z",
      "2026-00-01T00:00:00Z",
      "2026-01-00T00:00:00Z",
      "2026-04-31T00:00:00Z",
      "2026-02-29T00:00:00Z",
      "1900-02-29T00:00:00Z",
      "2026-11-23T14:00:00+0530",
      "2026-11-23T14:00:00+05",
      "2026-11-23T14:00:00+24:00",
      "2026-11-23T14:00:00+05:60",
      "+2026-11-23T14:00:00Z",
      "-026-11-23T14:00:00Z",
      "2026-1-23T14:00:00Z",
      "20261-01-23T14:00:00Z",
      "2026-11-23T1a:00:00Z",
      "2026-11-23T14:00:00ZZ",
      "0000-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59.999-00:01",
  };
  for (const auto text : cases) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parse_rfc3339(text).has_value());
  }
}

TEST(parse_rfc3339, given_an_embedded_nul_then_nothing) {
  EXPECT_FALSE(parse_rfc3339(std::string_view("2026-11-23T14:00:00Z\0", 21)).has_value());
}

TEST(to_rfc3339, given_any_time_then_utc_with_three_decimals) {
  constexpr std::array cases{
      TimeCase{"1970-01-01T00:00:00.000Z", 0},
      TimeCase{"1969-12-31T23:59:59.999Z", -1},
      TimeCase{"2026-11-23T14:00:00.007Z", 1'795'442'400'007},
      TimeCase{"0000-01-01T00:00:00.000Z", -62'167'219'200'000},
  };
  for (const auto& given : cases) {
    SCOPED_TRACE(given.text);
    EXPECT_EQ(to_rfc3339(from_unix_ms(given.unix_ms)), given.text);
  }
}

TEST(to_rfc3339, given_its_output_then_parse_gives_it_back) {
  constexpr std::int64_t step = 86'399'999 * 17;
  for (std::int64_t ms = -62'167'219'200'000; ms <= 253'402'300'799'999; ms += step) {
    const auto text = to_rfc3339(from_unix_ms(ms));
    ASSERT_EQ(parse_rfc3339(text), from_unix_ms(ms)) << text;
  }
}

TEST(system_clock, given_two_looks_then_monotonic_and_in_this_millennium) {
  const SystemClock clock;

  const auto first = clock.steady_now();
  const auto second = clock.steady_now();

  EXPECT_LE(first, second);
  EXPECT_GT(clock.now(), *parse_rfc3339("2025-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace boxoffice::kit::base
