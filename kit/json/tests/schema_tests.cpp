#include "kit/json/page.hpp"
#include "kit/json/pretty.hpp"
#include "kit/json/schema.hpp"
#include "kit/json/tests/example_types.hpp"
#include "kit/json/writer.hpp"
#include "kit/testing/golden.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::kit::json::tests {

namespace {

struct Signup {
  std::string username{};
  std::string email{};
  std::optional<std::string> picture{};
  std::string currency{};
  std::vector<std::string> tags{};
  std::uint16_t port = 0;

  static constexpr auto limits() {
    return rules(size(&Signup::username, 3, 32), single_line(&Signup::username),
                 matches(&Signup::username, Characters::username), format(&Signup::email, Format::email),
                 format(&Signup::picture, Format::https_uri), format(&Signup::currency, Format::currency),
                 size(&Signup::tags, 1, 9), count(&Signup::tags, 0, 4));
  }
};
BOOST_DESCRIBE_STRUCT(Signup, (), (username, email, picture, currency, tags, port))

struct Renamed {
  std::int32_t number = 0;

  static constexpr std::string_view schema_name = "Number";
};
BOOST_DESCRIBE_STRUCT(Renamed, (), (number))

namespace other {
struct Seat {
  bool free = false;
};
BOOST_DESCRIBE_STRUCT(Seat, (), (free))
}  // namespace other

std::string definitions(const SchemaSet& set) {
  Writer writer;
  writer.begin_object();
  for (const auto& [name, entry] : set.entries) {
    writer.raw_member(name, definition(*entry.type, entry.closed ? Use::request : Use::response));
  }
  return pretty(writer.end_object().take()).value();
}

}  // namespace

TEST(schema, given_structs_with_rules_then_the_document_is_as_reviewed) {
  SchemaSet set;
  collect(type_of<Show>(), Use::request, set);
  collect(type_of<ChangeShow>(), Use::request, set);
  collect(type_of<Signup>(), Use::request, set);
  collect(type_of<Page<Show>>(), Use::response, set);

  testing::expect_golden("kit/json/tests/schema.golden.json", definitions(set));
}

TEST(schema, given_plain_types_then_stands_by_itself) {
  EXPECT_EQ(schema(type_of<std::vector<Seat>>()), R"({"type":"array","items":{"$ref":"#/components/schemas/Seat"}})");
  EXPECT_EQ(schema(type_of<std::map<std::string, std::int64_t>>()),
            R"({"type":"object","additionalProperties":{"type":"integer","format":"int64"}})");
  EXPECT_EQ(schema(type_of<Renamed>()), R"({"$ref":"#/components/schemas/Number"})");
  EXPECT_EQ(schema(type_of<AnyValue>()), "{}");
}

TEST(collect, given_nested_structs_then_finds_all_and_closes_what_requests_use) {
  SchemaSet set;
  collect(type_of<Page<Show>>(), Use::response, set);
  collect(type_of<Seat>(), Use::request, set);

  ASSERT_EQ(set.entries.size(), 3U);
  EXPECT_FALSE(set.entries.at("PageOfShow").closed);
  EXPECT_FALSE(set.entries.at("Show").closed);
  EXPECT_TRUE(set.entries.at("Seat").closed);
}

TEST(collect_death_test, given_two_different_structs_of_one_name_then_aborts) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  SchemaSet set;
  collect(type_of<Seat>(), Use::response, set);

  EXPECT_DEATH(collect(type_of<other::Seat>(), Use::response, set), "share the schema name Seat");
}

TEST(query_parameters, given_a_query_struct_then_lists_them_with_defaults) {
  std::vector<std::string> lines;
  for (const auto& parameter : query_parameters(type_of<ShowQuery>())) {
    lines.push_back(parameter.name + (parameter.required ? "! " : " ") + (parameter.list ? "[] " : "") +
                    parameter.schema);
  }

  EXPECT_EQ(lines, (std::vector<std::string>{
                       R"(query {"type":"string","minLength":1,"maxLength":20})",
                       R"(stage {"type":"string","enum":["MAIN_HALL","CELLAR","DELETE"]})",
                       R"(from {"type":"string","format":"date-time"})",
                       (R"(ids [] {"type":"array","items":{"type":"string","format":"uuid"},)"
                        R"("minItems":1,"maxItems":2,"default":[]})"),
                       R"(rows [] {"type":"array","items":{"type":"integer","format":"int32"},"default":[]})",
                       R"(soldOut {"type":"boolean"})",
                       R"(sort {"type":"string","enum":["startsAt","-startsAt"],"default":"-startsAt"})",
                       R"(limit {"type":"integer","format":"int32","minimum":1,"maximum":100,"default":20})",
                       R"(city! {"type":"string"})",
                   }));
}

}  // namespace boxoffice::kit::json::tests
