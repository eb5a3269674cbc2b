#include "kit/json/reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::kit::json::tests {

TEST(parse, given_any_shape_then_finds_its_way) {
  auto text = std::string(R"({"iss":"users","exp":17,"keys":[{"kid":"a"},{"kid":"\u0062"}],"ok":true,"none":null})");
  const auto value = parse(text);
  text.assign(text.size(), 'x');

  ASSERT_TRUE(value);
  EXPECT_TRUE(value->is_object());
  EXPECT_EQ(value->string("iss"), "users");
  EXPECT_EQ(value->integer("exp"), 17);
  EXPECT_EQ(value->get("ok")->as_boolean(), true);
  EXPECT_TRUE(value->get("none")->is_null());
  ASSERT_EQ(value->get("keys")->items().size(), 2U);
  EXPECT_EQ(value->get("keys")->items()[1].string("kid"), "b");
  EXPECT_EQ(value->get("keys")->items()[1].text(), R"({"kid":"b"})");
  EXPECT_EQ(value->members()[1].first, "exp");
}

TEST(parse, given_another_type_than_wanted_then_nothing) {
  const auto value = parse(R"({"text":"1","number":1.0,"array":[]})").value();

  EXPECT_FALSE(value.integer("text"));
  EXPECT_FALSE(value.integer("number"));
  EXPECT_FALSE(value.string("number"));
  EXPECT_FALSE(value.string("absent"));
  EXPECT_FALSE(value.get("text")->get("x"));
  EXPECT_FALSE(value.as_boolean());
  EXPECT_TRUE(value.get("text")->items().empty());
  EXPECT_TRUE(value.get("array")->members().empty());
}

TEST(parse, given_broken_or_repeated_text_then_malformed) {
  for (const std::string text : {"", "{", R"({"a":1,"a":1})", "[1,]", "1 2"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(parse(text).error().code, base::codes::malformed_request);
  }
}

TEST(value, given_a_child_then_it_outlives_its_parent) {
  auto child = parse(R"({"a":{"b":"c"}})")->get("a");

  EXPECT_EQ(child->string("b"), "c");
}

}  // namespace boxoffice::kit::json::tests
