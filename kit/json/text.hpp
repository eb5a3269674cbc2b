#pragma once

// JSON strings as they are written.

#include <string>
#include <string_view>

namespace boxoffice::kit::json {

/// Appends the text in quotes, escaped as RFC 8259 asks and no more. Bytes that are not UTF-8 become U+FFFD.
void append_quoted(std::string& out, std::string_view text);

}  // namespace boxoffice::kit::json
