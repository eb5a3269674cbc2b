#include "kit/http/chunk_decoder.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace boxoffice::kit::http {

namespace {

std::optional<std::uint64_t> hex_value(char character) {
  if (character >= '0' && character <= '9') return static_cast<std::uint64_t>(character - '0');
  if (character >= 'a' && character <= 'f') return static_cast<std::uint64_t>(character - 'a' + 10);
  if (character >= 'A' && character <= 'F') return static_cast<std::uint64_t>(character - 'A' + 10);
  return std::nullopt;
}

bool is_token(char character) {
  return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
         (character >= 'a' && character <= 'z') || std::string_view("!#$%&'*+-.^_`|~").contains(character);
}

/// RFC 9110, section 5.5: what may stand in a value.
bool is_text(char character) {
  return character == '\t' || (static_cast<unsigned char>(character) >= ' ' && character != '\x7f');
}

}  // namespace

std::size_t ChunkDecoder::decode(std::string_view bytes, std::string& content) {
  std::size_t used = 0;
  while (used < bytes.size() && state_ != State::complete && state_ != State::broken) {
    if (state_ == State::content) {
      const auto piece = bytes.substr(used, std::min<std::uint64_t>(left_, bytes.size() - used));
      content.append(piece);
      used += piece.size();
      left_ -= piece.size();
      if (left_ == 0) state_ = State::content_return;
    } else {
      state_ = next(bytes[used++]);
    }
  }
  return used;
}

ChunkDecoder::State ChunkDecoder::next(char character) {
  switch (state_) {
    case State::first_digit:
    case State::size:
    case State::extension:
    case State::size_end:
      return ++line_bytes_ > size_line_limit ? State::broken : next_of_size(character);
    case State::content_return:
      return character == '\r' ? State::content_end : State::broken;
    case State::content_end:
      return character == '\n' ? State::first_digit : State::broken;
    case State::trailer_start:
    case State::trailer_name:
    case State::trailer_value:
    case State::trailer_end:
      return ++line_bytes_ > trailer_limit ? State::broken : next_of_trailer(character);
    case State::last_end:
      return character == '\n' ? State::complete : State::broken;
    case State::content:
    case State::complete:
    case State::broken:
      break;
  }
  return State::broken;
}

ChunkDecoder::State ChunkDecoder::next_of_size(char character) {
  constexpr auto largest = std::numeric_limits<std::uint64_t>::max() / 16;
  if (state_ == State::size_end) {
    const bool is_padding = is_padded();
    line_bytes_ = 0;
    if (character != '\n' || is_padding) return State::broken;
    return left_ > 0 ? State::content : State::trailer_start;
  }
  if (state_ == State::extension) {
    if (character == '\r') return State::size_end;
    return is_text(character) ? State::extension : State::broken;
  }
  if (const auto digit = hex_value(character)) {
    if (left_ > largest) return State::broken;
    left_ = left_ * 16 + *digit;
    return State::size;
  }
  if (state_ == State::first_digit) return State::broken;
  if (character == ';') return State::extension;
  return character == '\r' ? State::size_end : State::broken;
}

bool ChunkDecoder::is_padded() {
  constexpr std::uint64_t free = 16;
  const std::uint64_t line = padding_ + line_bytes_;
  const bool is_free = line <= free || (line - free) / 2 <= left_;
  padding_ = is_free ? 0 : line - free - 2 * left_;
  return padding_ > padding_limit;
}

ChunkDecoder::State ChunkDecoder::next_of_trailer(char character) const {
  if (state_ == State::trailer_end) return character == '\n' ? State::trailer_start : State::broken;
  if (state_ == State::trailer_value) {
    if (character == '\r') return State::trailer_end;
    return is_text(character) ? State::trailer_value : State::broken;
  }
  if (state_ == State::trailer_start && character == '\r') return State::last_end;
  if (state_ == State::trailer_name && character == ':') return State::trailer_value;
  return is_token(character) ? State::trailer_name : State::broken;
}

}  // namespace boxoffice::kit::http
