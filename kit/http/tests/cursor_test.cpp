#include "kit/http/cursor.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::kit::http {
namespace {

TEST(cursor, given_a_position_then_it_comes_back) {
  EXPECT_EQ(decode_cursor(encode_cursor("ä/1")).value(), "ä/1");
  EXPECT_EQ(decode_number_cursor(encode_cursor("17")).value(), 17);
}

TEST(cursor, given_none_then_nothing) {
  EXPECT_EQ(decode_cursor(std::nullopt).value(), std::nullopt);
  EXPECT_EQ(decode_number_cursor(std::nullopt).value(), std::nullopt);
}

TEST(cursor, given_what_no_list_made_then_refused_by_name) {
  const auto expect_refused = [](const auto& decoded) {
    ASSERT_FALSE(decoded.has_value());
    EXPECT_EQ(decoded.error().code, base::codes::validation_failed);
    EXPECT_EQ(decoded.error().fields.front().pointer, "?cursor");
  };

  expect_refused(decode_cursor("!"));
  expect_refused(decode_cursor(encode_cursor("\xff")));
  expect_refused(decode_number_cursor("!"));
  expect_refused(decode_number_cursor(encode_cursor("17a")));
}

}  // namespace
}  // namespace boxoffice::kit::http
