#include "kit/json/tests/example_types.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace boxoffice::kit::json::tests {

namespace {

std::vector<std::string> complaints(const Parameters& parameters) {
  std::vector<std::string> lines;
  const auto result = from_query<ShowQuery>(parameters);
  if (result) return lines;
  EXPECT_EQ(result.error().code, base::codes::validation_failed);
  for (const auto& field : result.error().fields) lines.push_back(field.pointer + " " + field.message);
  return lines;
}

}  // namespace

TEST(from_query, given_all_kinds_of_parameters_then_reads_them) {
  const auto query = from_query<ShowQuery>({{"query", "Faust é"},
                                            {"stage", "CELLAR"},
                                            {"from", "2026-11-23T19:30:00Z"},
                                            {"ids", "a,b"},
                                            {"rows", "1,2,3"},
                                            {"soldOut", "true"},
                                            {"sort", "startsAt"},
                                            {"limit", "100"},
                                            {"city", "Berlin"}});

  ASSERT_TRUE(query);
  EXPECT_EQ(*query, (ShowQuery{.query = "Faust é",
                               .stage = Stage::cellar,
                               .from = base::from_unix_ms(1'795'462'200'000),
                               .ids = {ShowId{"a"}, ShowId{"b"}},
                               .rows = {1, 2, 3},
                               .sold_out = true,
                               .sort = "startsAt",
                               .limit = 100,
                               .city = "Berlin"}));
}

TEST(from_query, given_left_out_or_empty_parameters_then_uses_the_defaults) {
  const auto query = from_query<ShowQuery>({{"city", "Bonn"}, {"query", ""}, {"limit", ""}});

  ASSERT_TRUE(query);
  EXPECT_EQ(*query, ShowQuery{.city = "Bonn"});
}

TEST(from_query, given_wrong_parameters_then_reports_all_at_once) {
  EXPECT_EQ(complaints({{"x", "1"}, {"limit", "0"}, {"stage", "cellar"}}),
            (std::vector<std::string>{"?x is not a known parameter", "?limit must be between 1 and 100",
                                      "?stage must be one of MAIN_HALL, CELLAR, DELETE", "?city is required"}));
}

TEST(from_query, given_one_wrong_parameter_then_names_it) {
  struct Case {
    std::string name;
    std::string value;
    std::string complaint;
  };
  const auto cases = std::to_array<Case>({
      {"limit", "ten", "?limit must be a whole number"},
      {"limit", "1.0", "?limit must be a whole number"},
      {"limit", " 1", "?limit must be a whole number"},
      {"limit", "99999999999999999999", "?limit must be between 1 and 100"},
      {"soldOut", "1", "?soldOut must be true or false"},
      {"from", "yesterday", "?from must be a time such as 2026-11-23T19:30:00Z"},
      {"ids", "a,b,c", "?ids must have 1 to 2 elements"},
      {"ids", "a,,", "?ids must have 1 to 64 characters"},
      {"rows", "1,x", "?rows must be a whole number"},
      {"sort", "name", "?sort must be one of startsAt, -startsAt"},
      {"query", std::string("a\0b", 3), "?query must not contain control characters"},
      {"query", "\xFF", "?query must be UTF-8"},
      {"query", "123456789012345678901", "?query must have 1 to 20 characters"},
  });
  for (const auto& [name, value, complaint] : cases) {
    SCOPED_TRACE(complaint);
    EXPECT_EQ(complaints({{"city", "Bonn"}, {name, value}}), std::vector<std::string>{complaint});
  }
}

TEST(from_query, given_a_repeated_or_empty_required_parameter_then_refuses) {
  EXPECT_EQ(complaints({{"city", "a"}, {"city", "b"}}), std::vector<std::string>{"?city is given more than once"});
  EXPECT_EQ(complaints({{"city", ""}}), std::vector<std::string>{"?city is required"});
}

}  // namespace boxoffice::kit::json::tests
