// JSON of any shape: what is read can be written in compact and in pretty form and read again; text that is no JSON can
// still be written as a string.

#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"
#include "kit/json/pretty.hpp"
#include "kit/json/reader.hpp"
#include "kit/json/writer.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <string>

namespace boxoffice::kit {

namespace {

void check_value(std::string_view input, const json::Value& value) {
  base::ensure(base::is_utf8(input), "JSON is UTF-8");
  const std::string compact = value.text();
  const auto again = json::parse(compact);
  base::ensure(again.has_value() && again->text() == compact, "a value has one compact form");
  const auto pretty = json::pretty(input);
  base::ensure(pretty.has_value(), "what can be read can be shown");
  const auto of_pretty = json::parse(*pretty);
  base::ensure(of_pretty.has_value() && of_pretty->text() == compact, "spaces do not change a value");
  for (const auto& [name, member] : value.members()) {
    base::ensure(value.get(name).has_value() && value.get(name)->text() == member.text(), "members are found by name");
  }
}

void check_string(std::string_view input) {
  const auto written = json::parse(json::Writer{}.value(input).take());
  base::ensure(written.has_value() && written->is_string(), "any bytes can be written as a string");
  const auto text = written->as_string();
  base::ensure(base::is_utf8(*text), "a string is UTF-8");
  if (base::is_utf8(input)) base::ensure(text == input, "text is written as it is");
}

}  // namespace

void testing::test_one_input(std::string_view input) {
  if (const auto value = json::parse(input)) {
    check_value(input, *value);
  } else {
    base::ensure(!json::pretty(input).has_value(), "what cannot be read cannot be shown");
  }
  check_string(input);
}

}  // namespace boxoffice::kit
