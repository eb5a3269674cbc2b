// Times: what is read can be written and read again, and the numbers of all years that RFC 3339 knows survive the way
// there and back.

#include "kit/base/time.hpp"

#include "kit/base/ensure.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::kit {

namespace {

constexpr std::int64_t first_ms = -62'167'219'200'000;  // 0000-01-01T00:00:00.000Z
constexpr std::int64_t last_ms = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z

void check_round_trip(base::Timestamp time) {
  const std::string text = base::to_rfc3339(time);
  base::ensure(base::parse_rfc3339(text) == time, "a time that was written reads as the same time");
  base::ensure(text.size() == 24 && text.ends_with('Z'), "a time is written in one form");
}

}  // namespace

void testing::test_one_input(std::string_view input) {
  if (const auto time = base::parse_rfc3339(input)) {
    base::ensure(base::to_unix_ms(*time) >= first_ms && base::to_unix_ms(*time) <= last_ms,
                 "what is read is in the years 0000 to 9999");
    check_round_trip(*time);
  }
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(input.data(), input.data() + input.size(), number);
  if (problem == std::errc{} && number >= first_ms && number <= last_ms) {
    check_round_trip(base::from_unix_ms(number));
  }
}

}  // namespace boxoffice::kit
