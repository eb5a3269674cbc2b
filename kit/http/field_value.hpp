#pragma once

// Values of header fields (RFC 9110, 5.5 and 5.6).

#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::http {

/// Without spaces and tabs at either end.
[[nodiscard]] std::string_view trim(std::string_view value);

/// The elements of a comma-separated list, trimmed, empty ones left out. Not for values with quoted strings.
[[nodiscard]] std::vector<std::string_view> list_elements(std::string_view value);

/// "Application/JSON; charset=utf-8" -> "application/json".
[[nodiscard]] std::string media_type(std::string_view content_type);

}  // namespace boxoffice::kit::http
