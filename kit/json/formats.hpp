#pragma once

// Rules for text, as checks and as patterns of a schema. Internal to kit/json.

#include "kit/json/rules.hpp"

#include <string_view>

namespace boxoffice::kit::json {

[[nodiscard]] bool has_format(std::string_view text, Format format);
[[nodiscard]] bool consists_of(std::string_view text, Characters characters);
/// True for control characters (Unicode category Cc) other than line feed and tab.
[[nodiscard]] bool has_control_characters(std::string_view text);
/// One line without space at its ends; see single_line().
[[nodiscard]] bool is_single_line(std::string_view text);

/// "must be an e-mail address"
[[nodiscard]] std::string_view complaint(Format format);
[[nodiscard]] std::string_view complaint(Characters characters);

/// The value of the schema's `format`; empty when the registry has none.
[[nodiscard]] std::string_view registered_name(Format format);
/// An ECMA 262 pattern; empty when `format` says it all.
[[nodiscard]] std::string_view pattern(Format format);
[[nodiscard]] std::string_view pattern(Characters characters);

}  // namespace boxoffice::kit::json
