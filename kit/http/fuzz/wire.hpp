#pragma once

// What the fuzz targets of both parsers share: bytes that come in pieces, and what holds for the fields of a head.

#include "kit/base/ensure.hpp"
#include "kit/http/message.hpp"
#include "kit/http/read_buffer.hpp"

#include <sanitizer/asan_interface.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::http::fuzz {

/// The receiving end of a connection. Memory behind the received bytes is poisoned, so that the sanitizer sees who
/// reads there although the buffer is larger.
class Wire {
 public:
  explicit Wire(std::vector<std::string_view> pieces) : pieces_(std::move(pieces)) {}

  ReadBuffer buffer{};

  /// Puts the next piece into the buffer; false when there is none.
  bool receive() {
    if (next_ == pieces_.size()) return false;
    const auto piece = pieces_[next_++];
    const auto space = buffer.space(piece.size());
    ASAN_UNPOISON_MEMORY_REGION(space.data(), space.size());
    std::ranges::copy(piece, space.begin());
    buffer.commit(piece.size());
    ASAN_POISON_MEMORY_REGION(space.data() + piece.size(), space.size() - piece.size());
    return true;
  }

 private:
  std::vector<std::string_view> pieces_;
  std::size_t next_ = 0;
};

[[nodiscard]] inline bool is_token(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").contains(c);
  });
}

/// RFC 9110, sections 5.1 and 5.5: what nobody can mistake for a line of its own, or for other fields.
inline void check_fields(const Headers& headers) {
  for (const auto& [name, value] : headers) {
    base::ensure(is_token(name), "the name of a field is a token");
    const bool is_clean = std::ranges::none_of(
        value, [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f'; });
    base::ensure(is_clean, "the value of a field has no control characters");
    base::ensure(value.empty() || (!std::string_view(" \t").contains(value.front()) &&
                                   !std::string_view(" \t").contains(value.back())),
                 "the value of a field has no spaces around it");
  }
}

[[nodiscard]] inline std::size_t count_of(const Headers& headers, std::string_view name) {
  return static_cast<std::size_t>(
      std::ranges::count_if(headers, [&](const auto& field) { return same_name(field.first, name); }));
}

/// "name: value" a line.
[[nodiscard]] inline std::string to_text(const Headers& headers) {
  std::string text;
  for (const auto& [name, value] : headers) text.append(name).append(": ").append(value).append("\n");
  return text;
}

}  // namespace boxoffice::kit::http::fuzz
