#pragma once

// W3C Trace Context, level 1: reading and making traceparent. Pure functions, safe from any thread.

#include "kit/base/random.hpp"
#include "kit/runtime/context.hpp"

#include <optional>
#include <string_view>

namespace boxoffice::kit::telemetry {

/// The trace of a valid version-00 traceparent header (higher versions are read as 00); nullopt otherwise.
[[nodiscard]] std::optional<runtime::Trace> parse_traceparent(std::string_view header);

/// The same trace with a new span id, or a new trace when `parent` is empty.
[[nodiscard]] runtime::Trace child_of(const runtime::Trace& parent, base::Random& random);

}  // namespace boxoffice::kit::telemetry
