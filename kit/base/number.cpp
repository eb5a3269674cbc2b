#include "kit/base/number.hpp"

#include <charconv>
#include <system_error>

namespace boxoffice::kit::base {

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace boxoffice::kit::base
