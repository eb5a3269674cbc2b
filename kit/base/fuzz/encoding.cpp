// Encodings: every coding decodes to what was encoded, and no two texts decode to the same bytes where only one is
// canonical.

#include "kit/base/encoding.hpp"

#include "kit/base/ensure.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <algorithm>
#include <string>

namespace boxoffice::kit {

namespace {

void check_base64url(std::string_view input) {
  base::ensure(base::base64url_decode(base::base64url_encode(input)) == input, "base64url decodes what it encoded");
  if (const auto bytes = base::base64url_decode(input)) {
    base::ensure(base::base64url_encode(*bytes) == input, "bytes have one base64url form");
  }
}

void check_percent(std::string_view input) {
  const std::string encoded = base::percent_encode(input);
  base::ensure(base::percent_decode(encoded) == input, "percent-decoding gives back what was encoded");
  base::ensure(std::ranges::all_of(encoded, [](char c) { return c > ' ' && c <= '~'; }), "the encoded form is ASCII");
  if (const auto bytes = base::percent_decode(input)) {
    base::ensure(bytes->size() <= input.size(), "decoding never grows");
    base::ensure(base::percent_decode(base::percent_encode(*bytes)) == bytes, "what was decoded can be encoded");
  }
}

void check_utf8(std::string_view input) {
  if (base::is_utf8(input)) {
    const auto middle = input.size() / 2;
    base::ensure(base::is_utf8(input.substr(0, middle)) == base::is_utf8(input.substr(middle)),
                 "of well-formed text both halves are well-formed, or none is");
    base::ensure(input.empty() || base::code_points(input) > 0, "text has code points");
  }
  base::ensure(base::code_points(input) <= input.size(), "a code point has at least one byte");
}

void check_hex_and_case(std::string_view input) {
  const std::string hex = base::hex_encode(input);
  base::ensure(hex.size() == 2 * input.size(), "a byte has two digits");
  base::ensure(hex.find_first_not_of("0123456789abcdef") == std::string::npos, "hex is lower case");
  const std::string lower = base::ascii_lower(input);
  base::ensure(base::ascii_lower(lower) == lower && lower.size() == input.size(), "lower case stays lower case");
}

}  // namespace

void testing::test_one_input(std::string_view input) {
  check_base64url(input);
  check_percent(input);
  check_utf8(input);
  check_hex_and_case(input);
}

}  // namespace boxoffice::kit
