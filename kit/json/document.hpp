#pragma once

// Free JSON inside a typed struct, kept as text: what the product stores and shows but does not interpret.

#include <string>

namespace boxoffice::kit::json {

/// Any JSON object, for example the free details of an event. Reading checks it and keeps it in compact form, so
/// `text` is always a valid object; who sets it by hand keeps it so. A size() rule counts its bytes.
struct Document {
  std::string text = "{}";

  friend bool operator==(const Document&, const Document&) = default;
};

/// Any JSON value at all, for example a member's value before and after a change.
struct AnyValue {
  std::string text = "null";

  friend bool operator==(const AnyValue&, const AnyValue&) = default;
};

}  // namespace boxoffice::kit::json
