#include "kit/documents/mongo/stored_form.hpp"
#include "kit/base/failure.hpp"

#include <bson/bson.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <string>

namespace boxoffice::kit::documents {
namespace {

/// What somebody sees who looks into the collection, without the text.
std::string copy_of(const std::string& json) {
  const Bytes bytes = to_bson({.id = "1", .json = json});
  bson_t bson;
  EXPECT_TRUE(::bson_init_static(&bson, bytes.data(), bytes.size()));
  bson_t copy;
  ::bson_init(&copy);
  ::bson_copy_to_excluding_noinit(&bson, &copy, id_field, json_field, nullptr);
  char* const text = ::bson_as_relaxed_extended_json(&copy, nullptr);
  std::string out(text);
  ::bson_free(text);
  ::bson_destroy(&copy);
  return out;
}

TEST(stored_form, given_members_then_their_copies_can_be_read_and_queried) {
  struct Case {
    const char* json = "";
    const char* copy = "";
  };
  constexpr std::array cases{
      Case{R"({})", R"({ })"},
      Case{R"({"a":1,"b":{"c":[true,null,"x"]}})", R"({ "a" : 1, "b" : { "c" : [ true, null, "x" ] } })"},
      Case{R"({"a":5000000000,"b":-9223372036854775808})", R"({ "a" : 5000000000, "b" : -9223372036854775808 })"},
      Case{R"({"a":1.5,"b":1.0})", R"({ "a" : 1.5, "b" : 1.0 })"},
      Case{R"({"a":18446744073709551616,"b":1e400})", R"({ "a" : 18446744073709551616.0, "b" : null })"},
      Case{R"({"a.b":1,"$c":{"$d":2},"e$":3,"":4})", R"({ "a．b" : 1, "＄c" : { "＄d" : 2 }, "e$" : 3, "␢" : 4 })"},
      Case{R"({"a.b":1,"a．b":2,"c":{"d.":1,"d．":2}})", R"({ "a．b" : 1, "c" : { "d．" : 1 } })"},
      Case{R"({"_id":1,"_json":2,"__x":3,"y_":{"_z":4}})",
           R"({ "__id" : 1, "__json" : 2, "___x" : 3, "y_" : { "_z" : 4 } })"},
      Case{R"({"a":[[1,[]],{"b":[[]]}]})", R"({ "a" : [ "[1,[]]", { "b" : [ "[]" ] } ] })"},
      Case{R"({"a\u0000b":"c\u0000d"})", R"({ "a␀b" : "c␀d" })"},
  };
  for (const auto& [json, copy] : cases) {
    SCOPED_TRACE(json);
    EXPECT_EQ(copy_of(json), copy);
  }
}

TEST(stored_form, given_a_document_then_its_text_comes_back_as_it_was) {
  const std::string json = "{ \"b\": 1.0,\n\"a\":1e400, \"a\": \"\\u0000\" }";

  const Document document = from_bson(to_bson({.id = "1", .json = json}));

  EXPECT_EQ(document.id, "1");
  EXPECT_EQ(document.json, json);
}

TEST(stored_form, given_text_beyond_the_limits_then_it_is_refused) {
  const auto nested = [](std::size_t depth) {
    return R"({"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  const auto sized = [](std::size_t bytes) { return R"({"a":")" + std::string(bytes - 8, 'x') + R"("})"; };

  EXPECT_NO_THROW(std::ignore = to_bson({.id = "1", .json = nested(deepest_json)}));
  EXPECT_NO_THROW(std::ignore = to_bson({.id = "1", .json = sized(most_json_bytes)}));
  for (const auto& json : {nested(deepest_json + 1), nested(100'000), sized(most_json_bytes + 1), std::string("[]"),
                           std::string("{\"a\":\"\xff\"}")}) {
    EXPECT_THROW(std::ignore = to_bson({.id = "1", .json = json}), std::invalid_argument);
  }
}

TEST(stored_form, given_the_costliest_texts_then_their_bson_is_what_servers_take) {
  constexpr std::size_t most_bson_bytes = 16 * 1024 * 1024;
  for (const auto* element : {"1", "[]", "{}", "\"\"", "1.5", "null"}) {
    SCOPED_TRACE(element);
    std::string json = R"({"a":[)";
    while (json.size() + 16 < most_json_bytes) json += fmt::format("{},", element);
    json += fmt::format("{}]}}", element);

    EXPECT_LT(to_bson({.id = "1", .json = json}).size(), most_bson_bytes);
  }
}

TEST(stored_form, given_what_another_program_wrote_then_unreadable) {
  constexpr std::array<std::uint8_t, 5> empty{5, 0, 0, 0, 0};
  constexpr std::array<std::uint8_t, 3> cut{5, 0, 0};

  EXPECT_THROW(std::ignore = from_bson(empty), base::Unreadable);
  EXPECT_THROW(std::ignore = from_bson(cut), base::Unreadable);
}

}  // namespace
}  // namespace boxoffice::kit::documents
