#include "kit/http/idempotency_key.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
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
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  base::ensure(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1,
               "SHA-256 is not available");
  return base::hex_encode({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace boxoffice::kit::http
