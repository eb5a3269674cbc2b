#pragma once

// JSON for people: golden files, the command line.

#include "kit/base/error.hpp"

#include <string>
#include <string_view>

namespace boxoffice::kit::json {

/// The same JSON with a line per member or element, indented by two spaces, with a line feed at the end.
/// MALFORMED_REQUEST when the text is not JSON.
[[nodiscard]] base::Result<std::string> pretty(std::string_view text);

}  // namespace boxoffice::kit::json
