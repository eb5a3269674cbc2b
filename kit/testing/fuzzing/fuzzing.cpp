#include "kit/testing/fuzzing/fuzzing.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace boxoffice::kit::testing {

std::pair<std::string_view, std::string_view> split_line(std::string_view input) {
  const auto end = std::min(input.find('\n'), input.size());
  return {input.substr(0, end), input.substr(std::min(end + 1, input.size()))};
}

std::vector<std::string_view> cut(std::string_view bytes, std::string_view sizes) {
  constexpr std::size_t most = 32;  // 'a' is 1, 'z' is 26, other bytes are something between 1 and this
  std::vector<std::string_view> pieces;
  if (sizes.empty() && !bytes.empty()) pieces.push_back(bytes);
  for (std::size_t at = 0; !sizes.empty() && !bytes.empty(); ++at) {
    const auto letter = static_cast<unsigned char>(sizes[at % sizes.size()]) % most;
    const auto size = std::min(letter == 0 ? most : letter, bytes.size());
    pieces.push_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return pieces;
}

std::string edited(std::string text, std::string_view edit) {
  std::size_t position = 0;
  const auto [end, problem] = std::from_chars(edit.data(), edit.data() + edit.size(), position);
  if (problem != std::errc{} || end == edit.data() + edit.size() || position >= text.size()) return text;
  const auto other = edit.substr(static_cast<std::size_t>(end - edit.data()) + 1);
  return text.replace(position, other.size(), other);
}

}  // namespace boxoffice::kit::testing
