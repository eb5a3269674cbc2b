#pragma once

// Checks of programmer errors, on in every build. Never reachable from a request: what a client can cause is an Error.

#include <source_location>
#include <string_view>

namespace boxoffice::kit::base {

/// Prints the message with its place and aborts.
[[noreturn]] void ensure_failed(std::string_view message, std::source_location where);

/// Aborts with `message` unless `condition` holds.
inline void ensure(bool condition, std::string_view message,
                   std::source_location where = std::source_location::current()) {
  if (!condition) [[unlikely]]
    ensure_failed(message, where);
}

}  // namespace boxoffice::kit::base
