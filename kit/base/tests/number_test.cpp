#include "kit/base/number.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>

namespace boxoffice::kit::base {
namespace {

TEST(parse_integer, given_a_whole_number_then_it) {
  EXPECT_EQ(parse_integer("0"), 0);
  EXPECT_EQ(parse_integer("-12"), -12);
  EXPECT_EQ(parse_integer("007"), 7);
  EXPECT_EQ(parse_integer("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(parse_integer("-9223372036854775808"), INT64_MIN);
}

TEST(parse_integer, given_anything_else_then_nothing) {
  for (const std::string_view text :
       {"", " 1", "1 ", "+1", "--1", "-", "1.0", "1e3", "0x1", "one", "9223372036854775808"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(parse_integer(text), std::nullopt);
  }
}

}  // namespace
}  // namespace boxoffice::kit::base
