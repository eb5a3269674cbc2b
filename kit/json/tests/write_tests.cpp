#include "kit/json/page.hpp"
#include "kit/json/pretty.hpp"
#include "kit/json/tests/example_types.hpp"
#include "kit/json/writer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>
#include <string_view>

namespace boxoffice::kit::json::tests {

TEST(to_json, given_every_kind_of_member_then_writes_them_in_order) {
  EXPECT_EQ(to_json(full_show()), full_show_json);
}

TEST(to_json, given_empty_members_then_leaves_out_optionals_only) {
  EXPECT_EQ(to_json(Show{}),
            R"({"id":"","title":"","stage":"MAIN_HALL","startsAt":"1970-01-01T00:00:00.000Z","seats":[],"flags":{},)"
            R"("soldOut":false,"rating":0,"details":{}})");
}

TEST(to_json, given_a_patch_then_writes_null_and_values_only) {
  EXPECT_EQ(to_json(ChangeShow{}), "{}");
  EXPECT_EQ(to_json(ChangeShow{.note = Patch<std::string>::null(), .row = 4}), R"({"note":null,"row":4})");
}

TEST(to_json, given_a_nullable_member_then_writes_null) {
  EXPECT_EQ(to_json(Page<Seat>{}), R"({"items":[],"nextCursor":null})");
}

TEST(to_json, given_text_then_escapes_what_must_be_and_repairs_what_is_not_utf8) {
  struct Case {
    std::string text;
    std::string_view json;
  };
  const auto cases = std::to_array<Case>({
      {"", R"("")"},
      {"plain é 🎫 /", R"("plain é 🎫 /")"},
      {"\"\\\n\r\t", R"("\"\\\n\r\t")"},
      {std::string("\0\x1f\x7f", 3), "\"\\u0000\\u001f\x7f\""},
      {"a\x80z", "\"a\xEF\xBF\xBDz\""},
      {"\xF0\x9F\x8E", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
      {"\xE2\x82\xAC\xFF\"", "\"\xE2\x82\xAC\xEF\xBF\xBD\\\"\""},
  });
  for (const auto& [text, json] : cases) {
    SCOPED_TRACE(json);
    EXPECT_EQ(to_json(text), json);
  }
}

TEST(writer, given_nested_values_then_places_the_commas) {
  Writer writer;
  writer.begin_object()
      .member("a", 1)
      .name("b")
      .begin_array()
      .value("x")
      .value(true)
      .null()
      .begin_object()
      .end_object();
  writer.value(1.5).end_array().raw_member("c", "{}").member("d\n", std::string("e")).end_object();

  EXPECT_EQ(writer.take(), R"({"a":1,"b":["x",true,null,{},1.5],"c":{},"d\n":"e"})");
  EXPECT_EQ(writer.begin_array().value(std::numeric_limits<double>::infinity()).end_array().take(), "[null]");
}

TEST(pretty, given_json_then_indents_it) {
  EXPECT_EQ(pretty(R"({"a":[1,{"b":"c"}],"d":{},"e":[]})"),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"c\"\n    }\n  ],\n  \"d\": {},\n  \"e\": []\n}\n");
  EXPECT_EQ(pretty("{").error().code, base::codes::malformed_request);
}

TEST(type, given_cpp_names_then_makes_json_and_schema_names) {
  EXPECT_EQ(detail::camel_case("created_at"), "createdAt");
  EXPECT_EQ(detail::camel_case("id"), "id");
  EXPECT_EQ(detail::camel_case("default_"), "default");
  EXPECT_EQ(detail::schema_name("boxoffice::orders::Order"), "Order");
  EXPECT_EQ(detail::schema_name("boxoffice::(anonymous namespace)::Order"), "Order");
  EXPECT_EQ(detail::schema_name("a::Page<b::Order, c::Item>"), "PageOfOrderAndItem");
  EXPECT_EQ(type_of<Page<Seat>>().name, "PageOfSeat");
}

}  // namespace boxoffice::kit::json::tests
