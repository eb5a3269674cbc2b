#include "kit/base/id.hpp"

#include "kit/base/encoding.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace boxoffice::kit::base {

namespace {

constexpr std::size_t uuid_length = 36;

bool is_dash_position(std::size_t index) {
  return index == 8 || index == 13 || index == 18 || index == 23;
}

bool is_lower_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

bool is_uuid(std::string_view text) {
  if (text.size() != uuid_length) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_dash_position(i) ? text[i] != '-' : !is_lower_hex(text[i])) return false;
  }
  return true;
}

std::string IdGenerator::next() const {
  std::array<unsigned char, 16> bytes{};
  random_.fill(std::as_writable_bytes(std::span{bytes}));
  // unix_ts_ms: 48 bits, most significant byte first.
  const auto now = static_cast<std::uint64_t>(to_unix_ms(clock_.now()));
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<unsigned char>(now >> (40 - 8 * i));
  bytes[6] = static_cast<unsigned char>(0x70 | (bytes[6] & 0x0f));  // version 7
  bytes[8] = static_cast<unsigned char>(0x80 | (bytes[8] & 0x3f));  // variant of RFC 9562

  auto text = hex_encode(std::string(bytes.begin(), bytes.end()));
  for (const std::size_t position : {8U, 13U, 18U, 23U}) text.insert(position, 1, '-');
  return text;
}

}  // namespace boxoffice::kit::base
