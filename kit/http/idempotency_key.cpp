#include "kit/http/idempotency_key.hpp"

#include "kit/base/digest.hpp"
#include "kit/base/encoding.hpp"

#include <algorithm>
#include <cstddef>

namespace boxoffice::kit::http {

namespace {

constexpr std::size_t longest_key = 255;

bool is_printable_ascii(char character) {
  return character >= ' ' && character <= '~';
}

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= longest_key && std::ranges::all_of(text, is_printable_ascii);
}

}  // namespace

base::Result<std::optional<std::string>> idempotency_key(const Headers& headers, bool required) {
  const std::optional<std::string_view> value = headers.get("Idempotency-Key");
  if (!value) {
    if (!required) return std::nullopt;
    return base::fail(base::codes::malformed_request,
                      "Send the header Idempotency-Key with a new random value, the same one for every repeat.");
  }
  if (!is_key(*value)) {
    return base::fail(base::codes::malformed_request,
                      "The header Idempotency-Key must have 1 to 255 printable ASCII characters.");
  }
  return std::string(*value);
}

std::string fingerprint(Method method, std::string_view target, std::string_view body) {
  // Neither a method nor a target contains a line feed, so the three parts cannot run into each other.
  std::string text(to_string(method));
  text.append("\n").append(target).append("\n").append(body);
  return base::hex_encode(base::sha256(text));
}

}  // namespace boxoffice::kit::http
