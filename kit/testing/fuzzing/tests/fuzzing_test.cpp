#include "kit/testing/fuzzing/fuzzing.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::kit::testing {
namespace {

using Pieces = std::vector<std::string_view>;

TEST(split_line, given_an_input_then_its_first_line_and_the_rest) {
  struct Case {
    const char* name;
    std::string_view input;
    std::pair<std::string_view, std::string_view> parts;
  };
  constexpr Case cases[] = {
      {"two lines", "ab\ncd\nef", {"ab", "cd\nef"}},
      {"one line", "ab", {"ab", ""}},
      {"a line feed at the end", "ab\n", {"ab", ""}},
      {"an empty first line", "\nab", {"", "ab"}},
      {"nothing", "", {"", ""}},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    EXPECT_EQ(split_line(each.input), each.parts);
  }
}

TEST(cut, given_letters_then_pieces_of_their_sizes_over_and_over) {
  EXPECT_EQ(cut("0123456789", "acb"), (Pieces{"0", "123", "45", "6", "789"}));
}

TEST(cut, given_no_letters_then_one_piece_unless_there_is_nothing) {
  EXPECT_EQ(cut("0123456789", ""), (Pieces{"0123456789"}));
  EXPECT_EQ(cut("", ""), Pieces{});
  EXPECT_EQ(cut("", "a"), Pieces{});
}

TEST(cut, given_other_bytes_then_pieces_of_1_to_32) {
  const std::string bytes(100, 'x');
  for (int byte = 0; byte < 256; ++byte) {
    SCOPED_TRACE(byte);
    const std::string sizes(1, static_cast<char>(byte));
    const auto pieces = cut(bytes, sizes);
    ASSERT_FALSE(pieces.empty());
    EXPECT_GE(pieces.front().size(), 1U);
    EXPECT_LE(pieces.front().size(), 32U);
  }
}

TEST(edited, given_an_edit_then_other_text_in_its_place) {
  struct Case {
    const char* name;
    const char* edit;
    const char* text;
  };
  constexpr Case cases[] = {
      {"in the middle", "2 xy", "01xy4"}, {"beyond the end", "3 xyz", "012xyz"}, {"nothing", "2 ", "01234"},
      {"no text", "2", "01234"},          {"no position", "xy", "01234"},        {"behind the end", "5 x", "01234"},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    EXPECT_EQ(edited("01234", each.edit), each.text);
  }
}

}  // namespace
}  // namespace boxoffice::kit::testing
