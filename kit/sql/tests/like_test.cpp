#include "kit/sql/like.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::sql {
namespace {

TEST(like_part, given_text_then_a_pattern_of_what_contains_it_in_lower_case) {
  EXPECT_EQ(like_part("Ann"), "%ann%");
  EXPECT_EQ(like_part(""), "%%");
}

TEST(like_part, given_what_like_reads_as_a_wildcard_then_escaped) {
  EXPECT_EQ(like_part(R"(50%_of\)"), R"(%50\%\_of\\%)");
}

TEST(like_part, given_nothing_then_nothing) {
  EXPECT_EQ(like_part(std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace boxoffice::kit::sql
