// Query parameters, one "name=value" a line: every error names its parameter, and text of a value is kept as it is.

#include "kit/base/ensure.hpp"
#include "kit/json/json.hpp"
#include "kit/json/tests/example_types.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <algorithm>
#include <string>

namespace boxoffice::kit {

namespace {

json::Parameters parameters_of(std::string_view input) {
  json::Parameters parameters;
  while (!input.empty()) {
    const auto [line, rest] = testing::split_line(input);
    const auto equals = std::min(line.find('='), line.size());
    parameters.emplace_back(line.substr(0, equals), line.substr(std::min(equals + 1, line.size())));
    input = rest;
  }
  return parameters;
}

void check_error(const base::Error& error) {
  base::ensure(error.code == base::codes::validation_failed && !error.fields.empty(), "an error names parameters");
  for (const auto& field : error.fields) {
    base::ensure(field.pointer.starts_with('?') && !field.message.empty(), "by their names, with reasons");
  }
}

}  // namespace

void testing::test_one_input(std::string_view input) {
  const auto parameters = parameters_of(input);
  const auto query = json::from_query<json::tests::ShowQuery>(parameters);
  if (!query) return check_error(query.error());
  base::ensure(query->limit >= 1 && query->limit <= 100 && query->ids.size() <= 2, "rules hold");
  base::ensure(query->sort == "startsAt" || query->sort == "-startsAt", "a choice is one of the choices");
  const auto city = std::ranges::find(parameters, "city", &json::Parameters::value_type::first);
  base::ensure(city != parameters.end() && city->second == query->city, "a text is kept as it is");
}

}  // namespace boxoffice::kit
