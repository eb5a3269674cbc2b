#include "kit/telemetry/trace.hpp"

#include "kit/base/encoding.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace boxoffice::kit::telemetry {

namespace {

// "vv-<32 hex>-<16 hex>-ff"
constexpr std::size_t version_00_length = 55;

bool is_lower_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_all_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

template <std::size_t bytes>
std::string random_hex(base::Random& random) {
  std::array<std::byte, bytes> raw{};
  random.fill(raw);
  // All zeros mean "no id" in the standard.
  if (std::ranges::all_of(raw, [](std::byte byte) { return byte == std::byte{0}; })) raw.back() = std::byte{1};
  std::string text(bytes, '\0');
  std::ranges::transform(raw, text.begin(), [](std::byte byte) { return static_cast<char>(byte); });
  return base::hex_encode(text);
}

}  // namespace

std::optional<runtime::Trace> parse_traceparent(std::string_view header) {
  if (header.size() < version_00_length) return std::nullopt;
  const auto version = header.substr(0, 2);
  const auto trace_id = header.substr(3, 32);
  const auto span_id = header.substr(36, 16);
  const auto flags = header.substr(53, 2);
  if (header[2] != '-' || header[35] != '-' || header[52] != '-') return std::nullopt;
  if (!is_lower_hex(version) || !is_lower_hex(trace_id) || !is_lower_hex(span_id) || !is_lower_hex(flags)) {
    return std::nullopt;
  }
  if (version == "ff" || is_all_zero(trace_id) || is_all_zero(span_id)) return std::nullopt;
  // Later versions may say more after a further dash; version 00 ends here.
  if (header.size() > version_00_length && (version == "00" || header[version_00_length] != '-')) return std::nullopt;
  return runtime::Trace{.trace_id = std::string(trace_id), .span_id = std::string(span_id)};
}

runtime::Trace child_of(const runtime::Trace& parent, base::Random& random) {
  return {.trace_id = parent.trace_id.empty() ? random_hex<16>(random) : parent.trace_id,
          .span_id = random_hex<8>(random)};
}

}  // namespace boxoffice::kit::telemetry
