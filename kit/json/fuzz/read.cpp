// Requests: reading any bytes into a described struct. Every error says where; what was read is written and read back
// as the same value.

#include "kit/base/ensure.hpp"
#include "kit/json/json.hpp"
#include "kit/json/reader.hpp"
#include "kit/json/tests/example_types.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace boxoffice::kit {

namespace {

constexpr std::size_t most_fields = 100;

/// RFC 6901: empty, or names after slashes in which '~' is followed by 0 or 1.
bool is_pointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1)) {
    if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) return false;
  }
  return true;
}

void check_error(const base::Error& error, bool is_json) {
  base::ensure(!error.message.empty(), "an error says what is wrong");
  if (!is_json) {
    base::ensure(error.code == base::codes::malformed_request && error.fields.empty(), "no JSON: malformed");
    return;
  }
  base::ensure(error.code == base::codes::validation_failed, "JSON of another shape: not valid");
  base::ensure(!error.fields.empty() && error.fields.size() <= most_fields, "it names the members that are wrong");
  base::ensure(std::ranges::all_of(error.fields, is_pointer, &base::FieldError::pointer), "by JSON pointers");
  base::ensure(std::ranges::none_of(error.fields, &std::string::empty, &base::FieldError::message), "with reasons");
}

template <class T>
void check(std::string_view text, bool is_json) {
  const auto strict = json::from_json<T>(text);
  const auto lenient = json::from_json_lenient<T>(text);
  if (!lenient) check_error(lenient.error(), is_json);
  if (!strict) return check_error(strict.error(), is_json);

  base::ensure(is_json, "what was read is JSON");
  base::ensure(lenient.has_value() && *lenient == *strict, "what is valid for a request is valid when stored");
  const std::string written = json::to_json(*strict);
  const auto again = json::from_json<T>(written);
  base::ensure(again.has_value() && *again == *strict, "what was written reads as the same value");
  base::ensure(json::to_json(*again) == written, "a value has one form");
}

}  // namespace

void testing::test_one_input(std::string_view input) {
  const bool is_json = json::parse(input).has_value();
  check<json::tests::Show>(input, is_json);
  check<json::tests::ChangeShow>(input, is_json);
}

}  // namespace boxoffice::kit
