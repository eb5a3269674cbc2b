#pragma once

// How one log line looks: JSON (RFC 8259) for machines, colours for a terminal. Pure functions, safe from any thread.

#include "kit/base/time.hpp"
#include "kit/runtime/context.hpp"
#include "kit/telemetry/log.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace boxoffice::kit::telemetry {

/// Bytes of one text value that are kept.
inline constexpr std::size_t field_text_limit = 4096;

/// Everything one line says. Refers to the caller's values; lives as long as the call that writes it.
struct Line {
  base::Timestamp time{};
  Level level = Level::info;
  std::string_view service{};
  std::string_view event{};
  Log::Fields fields{};
  const runtime::Context& context;
  std::uint64_t suppressed = 0;  // lines of this event that were left out before this one
};

[[nodiscard]] std::string_view to_string(Level level);

/// One JSON object without a line feed.
void append_json(fmt::memory_buffer& out, const Line& line);

/// One readable line with ANSI colours; control characters in values are escaped, so that no value can forge a line.
void append_readable(fmt::memory_buffer& out, const Line& line);

}  // namespace boxoffice::kit::telemetry
