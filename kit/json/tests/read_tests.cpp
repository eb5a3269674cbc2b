#include "kit/json/page.hpp"
#include "kit/json/tests/example_types.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::json::tests {

namespace {

// "pointer message" of each field, in order.
template <class T>
std::vector<std::string> complaints(const base::Result<T>& result) {
  std::vector<std::string> lines;
  if (result) return lines;
  for (const auto& field : result.error().fields) lines.push_back(field.pointer + " " + field.message);
  return lines;
}

std::string replaced(std::string text, std::string_view part, std::string_view other) {
  const auto at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.replace(at, part.size(), other);
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST(from_json, given_every_kind_of_member_then_reads_them) {
  const auto show = from_json<Show>(full_show_json);

  ASSERT_TRUE(show);
  EXPECT_EQ(*show, full_show());
}

TEST(from_json, given_members_in_another_order_and_spaces_then_reads_them) {
  const auto seat = from_json<Seat>(" { \"price\" : 5 , \"rowNumber\" : 2 } \n");

  ASSERT_TRUE(seat);
  EXPECT_EQ(*seat, (Seat{.row_number = 2, .price = 5}));
}

TEST(from_json, given_escapes_then_decodes_them) {
  const auto texts = from_json<std::vector<std::string>>(R"(["a\n\"\\\/\u00e9\ud83c\udfab", "\u0061", "x"])");

  ASSERT_TRUE(texts);
  EXPECT_EQ(*texts, (std::vector<std::string>{"a\n\"\\/é🎫", "a", "x"}));
}

TEST(from_json, given_escaped_member_names_then_knows_them) {
  const auto seat = from_json<Seat>(R"({"row\u004eumber":2,"\u0070rice":5})");

  ASSERT_TRUE(seat);
  EXPECT_EQ(seat->row_number, 2);
}

TEST(from_json, given_text_that_is_not_json_then_malformed) {
  const auto texts = std::to_array<std::string>({
      "",
      "   ",
      "{",
      "nul",
      R"({"rowNumber":1,"price":2}})",
      R"({"rowNumber":1,"price":2} x)",
      R"({"rowNumber":1,})",
      R"({'rowNumber':1})",
      R"({"rowNumber":01})",
      R"({"rowNumber":+1})",
      R"({"rowNumber":NaN})",
      R"({"rowNumber":Infinity})",
      R"({"rowNumber":1.})",
      R"({"rowNumber":.5})",
      R"({"rowNumber":1 /* one */})",
      "\xEF\xBB\xBF{}",
      "\"\x80\"",
      "\"\xC0\xAF\"",
      "\"\xED\xA0\x80\"",
      "\"\xF4\x90\x80\x80\"",
      R"("\ud800")",
      R"("\udc00\ud800")",
      R"("\x41")",
      "\"line\nbreak\"",
      std::string("\"nul\0\"", 6),
      nested(33),
  });
  for (const auto& text : texts) {
    SCOPED_TRACE(text);
    const auto result = from_json<Seat>(text);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::codes::malformed_request);
    EXPECT_TRUE(result.error().fields.empty());
    EXPECT_FALSE(result.error().message.empty());
  }
}

TEST(from_json, given_a_repeated_member_then_malformed_wherever_it_is) {
  std::string many = "{";
  for (int number = 0; number < 40; ++number) many += "\"m" + std::to_string(number) + "\":0,";
  const auto texts = std::to_array<std::string>({
      R"({"rowNumber":1,"rowNumber":2})",
      R"({"rowNumber":1,"row\u004eumber":2})",
      R"({"rowNumber":1,"price":2,"x":{"a":[{"b":1,"b":1}]}})",
      R"({"":1,"":2})",
      many + "\"m7\":1}",
  });
  for (const auto& text : texts) {
    SCOPED_TRACE(text);
    const auto result = from_json<Seat>(text);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::codes::malformed_request);
    EXPECT_NE(result.error().message.find("twice"), std::string::npos);
  }
}

TEST(from_json, given_depth_32_then_still_reads_it) {
  const auto value = from_json<AnyValue>(nested(32));

  ASSERT_TRUE(value);
  EXPECT_EQ(value->text, nested(32));
}

TEST(from_json, given_another_top_level_then_one_error_at_the_root) {
  for (const std::string text : {"[]", "1", "null", "\"x\"", "true"}) {
    SCOPED_TRACE(text);
    const auto result = from_json<Seat>(text);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::codes::validation_failed);
    EXPECT_EQ(complaints(result), std::vector<std::string>{" must be an object"});
  }
}

TEST(from_json, given_many_wrong_members_then_reports_all_at_once) {
  const auto show = from_json<Show>(
      R"({"id":7,"title":"","stage":"ROOF","startsAt":"soon","seats":[{"rowNumber":0},{"price":"x","rowNumber":1},3],)"
      R"("note":"too long","flags":{"a/b~":1},"x/y":1})");

  EXPECT_EQ(complaints(show), (std::vector<std::string>{
                                  "/id must be text",
                                  "/title must have 1 to 10 characters",
                                  "/stage must be one of MAIN_HALL, CELLAR, DELETE",
                                  "/startsAt must be a time such as 2026-11-23T19:30:00Z",
                                  "/seats/0/rowNumber must be between 1 and 50",
                                  "/seats/0/price is required",
                                  "/seats/1/price must be a whole number",
                                  "/seats/2 must be an object",
                                  "/note must have at most 5 characters",
                                  "/flags/a~1b~0 must be true or false",
                                  "/x~1y is not a known member",
                              }));
}

TEST(from_json, given_one_wrong_member_then_names_it) {
  struct Case {
    std::string_view part;
    std::string_view instead;
    std::string_view complaint;
  };
  const auto cases = std::to_array<Case>({
      {R"("id":"018f6b3e-7a10-7cc1-9b1d-0123456789ab",)", "", "/id is required"},
      {"018f6b3e", "018F6B3E", "/id must be a UUID in lower case"},
      {"018f6b3e-7a10", "", "/id must have exactly 36 characters"},
      {R"("Faust")", R"("12345678901")", "/title must have 1 to 10 characters"},
      {R"("Faust")", R"(" Faust")", "/title must be one line without spaces at its ends"},
      {R"("Faust")", R"("a\nb")", "/title must be one line without spaces at its ends"},
      {R"("Faust")", R"("a\u2028b")", "/title must be one line without spaces at its ends"},
      {R"("Faust")", R"("\u0000")", "/title must not contain control characters"},
      {R"("new")", R"("a\rb")", "/note must not contain control characters"},
      {R"("new")", R"("a\u0085")", "/note must not contain control characters"},
      {R"("new")", R"("\u007f")", "/note must not contain control characters"},
      {R"("new")", "null", "/note must not be null; leave it out instead"},
      {R"("CELLAR")", R"("cellar")", "/stage must be one of MAIN_HALL, CELLAR, DELETE"},
      {"2026-11-23", "2026-02-30", "/startsAt must be a time such as 2026-11-23T19:30:00Z"},
      {R"([{"rowNumber":1,"price":1250}])", "[]", "/seats must have 1 to 3 elements"},
      {R"([{"rowNumber":1,"price":1250}])", "{}", "/seats must be an array"},
      {"\"rowNumber\":1", "\"rowNumber\":1.0", "/seats/0/rowNumber must be a whole number"},
      {"\"rowNumber\":1", "\"rowNumber\":1e0", "/seats/0/rowNumber must be a whole number"},
      {"\"rowNumber\":1", "\"rowNumber\":null", "/seats/0/rowNumber must be a whole number"},
      {"1250", "12345678901234567890123", "/seats/0/price must be between 0 and 1000000"},
      {"1250", "9223372036854775808", "/seats/0/price must be between 0 and 1000000"},
      {"1250", "-1", "/seats/0/price must be between 0 and 1000000"},
      {"1250", "1e400", "/seats/0/price must be a whole number"},
      {"4.5", "1e400", "/rating must be a finite number"},
      {"4.5", "5.01", "/rating must be between 0 and 5"},
      {"\"soldOut\":true", "\"soldOut\":1", "/soldOut must be true or false"},
      {R"({"late":true})", "[]", "/flags must be an object"},
      {R"({"a":[1,null]})", "[1]", "/details must be an object"},
      {R"({"a":[1,null]})", R"({"a":"0123456789012345678901234567890123456789"})", "/details must have 2 to 40 bytes"},
  });
  for (const auto& [part, instead, complaint] : cases) {
    SCOPED_TRACE(complaint);
    const auto result = from_json<Show>(replaced(full_show_json, part, instead));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::codes::validation_failed);
    EXPECT_EQ(complaints(result), std::vector<std::string>{std::string(complaint)});
  }
}

TEST(from_json, given_code_points_of_several_bytes_then_counts_them_once) {
  const auto show = from_json<Show>(replaced(full_show_json, "Faust", "🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫"));

  EXPECT_TRUE(show);
}

TEST(from_json, given_left_out_optionals_and_defaults_then_keeps_what_the_struct_says) {
  const auto show =
      from_json<Show>(R"({"id":"018f6b3e-7a10-7cc1-9b1d-0123456789ab","title":"A B","stage":"DELETE",)"
                      R"("startsAt":"2026-11-23T20:30:00+01:00","seats":[{"rowNumber":50,"price":1000000}]})");

  ASSERT_TRUE(show);
  EXPECT_EQ(*show, (Show{.id = ShowId{show_id},
                         .title = "A B",
                         .stage = Stage::delete_,
                         .starts_at = full_show().starts_at,
                         .seats = {{.row_number = 50, .price = 1'000'000}}}));
}

TEST(from_json, given_integers_at_their_limits_then_reads_them_exactly) {
  struct Case {
    std::string_view text;
    bool fits;
  };
  for (const auto& [text, fits] : std::to_array<Case>({{"[9223372036854775807]", true},
                                                       {"[-9223372036854775808]", true},
                                                       {"[-0]", true},
                                                       {"[9223372036854775808]", false},
                                                       {"[-9223372036854775809]", false},
                                                       {"[18446744073709551615]", false}})) {
    SCOPED_TRACE(text);
    EXPECT_EQ(from_json<std::vector<std::int64_t>>(text).has_value(), fits);
  }
  EXPECT_EQ(from_json<std::vector<std::int64_t>>("[9007199254740993]")->front(), 9007199254740993);
  EXPECT_FALSE(from_json<std::vector<std::int32_t>>("[2147483648]"));
  EXPECT_FALSE(from_json<std::vector<std::uint16_t>>("[-1]"));
  EXPECT_EQ(from_json<std::vector<std::uint16_t>>("[65535]")->front(), 65535);
}

TEST(from_json, given_a_patch_then_tells_absent_null_and_value_apart) {
  const auto change = from_json<ChangeShow>(R"({"note":null,"row":3})");

  ASSERT_TRUE(change);
  EXPECT_FALSE(change->title);
  EXPECT_TRUE(change->note.is_null());
  EXPECT_EQ(*change->row, 3);
  EXPECT_TRUE(from_json<ChangeShow>("{}")->note.is_absent());
}

TEST(from_json, given_a_patch_with_a_wrong_value_then_its_rules_apply) {
  const auto change = from_json<ChangeShow>(R"({"title":null,"note":"x","row":10})");

  EXPECT_EQ(complaints(change),
            (std::vector<std::string>{"/title must not be null; leave it out instead",
                                      "/note must have 2 to 5 characters", "/row must be between 1 and 9"}));
}

TEST(from_json, given_a_document_then_keeps_its_values_in_compact_form) {
  const auto document = from_json<Document>(R"( { "b" : [ 1.50 , true , {} , [] ] , "a" : "\u00e9\n" } )");

  ASSERT_TRUE(document);
  EXPECT_EQ(document->text, R"({"b":[1.50,true,{},[]],"a":"é\n"})");
}

TEST(from_json, given_thousands_of_errors_then_reports_a_hundred) {
  std::string text = "[0";
  for (int number = 0; number < 5000; ++number) text += ",0";

  EXPECT_EQ(complaints(from_json<std::vector<std::string>>(text + "]")).size(), 100U);
}

TEST(from_json, given_a_nullable_member_then_it_must_be_there_and_may_be_null) {
  EXPECT_FALSE(from_json<Page<Seat>>(R"({"items":[],"nextCursor":null})")->next_cursor);
  EXPECT_EQ(from_json<Page<Seat>>(R"({"items":[],"nextCursor":"x"})")->next_cursor, "x");
  EXPECT_EQ(complaints(from_json<Page<Seat>>(R"({"items":[]})")), std::vector<std::string>{"/nextCursor is required"});
}

TEST(from_json_lenient, given_a_newer_writer_then_ignores_what_it_added) {
  const auto seat = from_json_lenient<Seat>(R"({"rowNumber":99,"price":-1,"view":{"deep":[1]}})");

  ASSERT_TRUE(seat);
  EXPECT_EQ(*seat, (Seat{.row_number = 99, .price = -1}));
}

TEST(from_json_lenient, given_null_for_an_optional_then_takes_it_as_left_out) {
  const auto change = from_json_lenient<ChangeShow>(R"({"title":null})");

  ASSERT_TRUE(change);
  EXPECT_FALSE(change->title);
}

TEST(from_json_lenient, given_wrong_types_missing_or_repeated_members_then_still_refuses) {
  EXPECT_EQ(complaints(from_json_lenient<Seat>(R"({"rowNumber":"1"})")),
            (std::vector<std::string>{"/rowNumber must be a whole number", "/price is required"}));
  EXPECT_EQ(from_json_lenient<Seat>(R"({"a":1,"a":1})").error().code, base::codes::malformed_request);
}

}  // namespace boxoffice::kit::json::tests
