#pragma once

// What travels with one request or message through every layer: who to blame in the log and how long one may take.

#include "kit/runtime/deadline.hpp"

#include <string>

namespace boxoffice::kit::runtime {

/// W3C Trace Context (level 1): 32 and 16 lower-case hex digits, empty when there is no trace.
struct Trace {
  std::string trace_id{};
  std::string span_id{};

  /// "00-<trace_id>-<span_id>-01", or empty without a trace.
  [[nodiscard]] std::string traceparent() const;
};

/// Copied by value into use cases and clients.
struct Context {
  std::string request_id{};
  Trace trace{};
  Deadline deadline{};
};

}  // namespace boxoffice::kit::runtime
