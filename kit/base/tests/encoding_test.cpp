#include "kit/base/encoding.hpp"

#include <gtest/gtest.h>

#include <array>

namespace boxoffice::kit::base {
namespace {

using namespace std::string_view_literals;

struct Pair {
  std::string_view bytes;
  std::string_view text;
};

TEST(base64url, given_the_vectors_of_rfc_4648_then_both_ways_without_padding) {
  constexpr std::array cases{
      Pair{"", ""},           Pair{"f", "Zg"},          Pair{"fo", "Zm8"},          Pair{"foo", "Zm9v"},
      Pair{"foob", "Zm9vYg"}, Pair{"fooba", "Zm9vYmE"}, Pair{"foobar", "Zm9vYmFy"}, Pair{"\xfb\xff\xfe", "-__-"},
      Pair{"\0\0"sv, "AAA"},
  };
  for (const auto& given : cases) {
    SCOPED_TRACE(given.text);
    EXPECT_EQ(base64url_encode(given.bytes), given.text);
    EXPECT_EQ(base64url_decode(given.text), given.bytes);
  }
}

TEST(base64url, given_what_no_encoder_writes_then_refused) {
  constexpr std::array<std::string_view, 10> cases{"Z",    "Zg==", "Zm9vY", "Zm9v ",      "Zm+v",
                                                   "Zm/v", "Zh",   "Zm9",   "Z\xc3\xa9g", "Zm9v\n"};
  for (const auto text : cases) {
    SCOPED_TRACE(text);
    EXPECT_EQ(base64url_decode(text), std::nullopt);
  }
}

TEST(base64url, given_every_byte_then_round_trip) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes);
  }
}

TEST(hex_encode, given_bytes_then_lower_case_digits) {
  EXPECT_EQ(hex_encode(""), "");
  EXPECT_EQ(hex_encode("\x00\x0f\xa5\xff"sv), "000fa5ff");
}

TEST(percent_encode, given_reserved_characters_then_escaped_and_decoded_again) {
  constexpr std::array cases{
      Pair{"AZaz09-._~", "AZaz09-._~"}, Pair{"a b+c", "a%20b%2Bc"}, Pair{"/?#[]@", "%2F%3F%23%5B%5D%40"},
      Pair{"100%", "100%25"},           Pair{"\xc3\xa9", "%C3%A9"}, Pair{"\0"sv, "%00"},
  };
  for (const auto& given : cases) {
    SCOPED_TRACE(given.text);
    EXPECT_EQ(percent_encode(given.bytes), given.text);
    EXPECT_EQ(percent_decode(given.text), given.bytes);
  }
}

TEST(percent_decode, given_lower_case_escapes_and_plus_then_decoded_and_kept) {
  EXPECT_EQ(percent_decode("%c3%a9"), "\xc3\xa9");
  EXPECT_EQ(percent_decode("a+b"), "a+b");
}

TEST(percent_decode, given_a_broken_escape_then_refused) {
  for (const auto text : {"%", "%4", "a%", "%g0", "%0g", "%%20", "%-1"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(percent_decode(text), std::nullopt);
  }
}

TEST(is_utf8, given_well_formed_text_then_true) {
  constexpr std::array cases{
      ""sv,
      "plain"sv,
      "\0"sv,
      "\xc2\x80"sv,          // U+0080, the first of two bytes
      "\xdf\xbf"sv,          // U+07FF
      "\xe0\xa0\x80"sv,      // U+0800
      "\xed\x9f\xbf"sv,      // U+D7FF, before the surrogates
      "\xee\x80\x80"sv,      // U+E000, after them
      "\xef\xbf\xbf"sv,      // U+FFFF
      "\xf0\x90\x80\x80"sv,  // U+10000
      "\xf4\x8f\xbf\xbf"sv,  // U+10FFFF, the last
      "\xe2\x82\xac 12,50"sv,
  };
  for (const auto text : cases) {
    SCOPED_TRACE(hex_encode(text));
    EXPECT_TRUE(is_utf8(text));
  }
}

TEST(is_utf8, given_ill_formed_text_then_false) {
  constexpr std::array cases{
      "\x80"sv,              // continuation alone
      "\xc0\x80"sv,          // overlong NUL
      "\xc1\xbf"sv,          // overlong
      "\xe0\x9f\xbf"sv,      // overlong
      "\xf0\x8f\xbf\xbf"sv,  // overlong
      "\xed\xa0\x80"sv,      // surrogate U+D800
      "\xed\xbf\xbf"sv,      // surrogate U+DFFF
      "\xf4\x90\x80\x80"sv,  // U+110000
      "\xf5\x80\x80\x80"sv,
      "\xff"sv,
      "\xc3"sv,          // cut off
      "\xe2\x82"sv,      // cut off
      "\xf0\x9f\x98"sv,  // cut off
      "\xc3("sv,         // no continuation
      "\xe2\x82("sv,
      "\xf0\x9f\x98("sv,
      "ok\xc3\xa9\xa9"sv,
  };
  for (const auto text : cases) {
    SCOPED_TRACE(hex_encode(text));
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(code_points, given_mixed_text_then_characters_not_bytes) {
  EXPECT_EQ(code_points(""), 0U);
  EXPECT_EQ(code_points("abc"), 3U);
  EXPECT_EQ(code_points("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 4U);
}

TEST(ascii_lower, given_letters_beyond_ascii_then_untouched) {
  EXPECT_EQ(ascii_lower("Content-TYPE @[`{ \xc3\x89"), "content-type @[`{ \xc3\x89");
}

}  // namespace
}  // namespace boxoffice::kit::base
