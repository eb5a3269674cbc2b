#pragma once

// Files of lines NAME=value, as shells and people read them: the passwords that a first start makes.

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::kit::config {

/// What the first line "<name>=..." of `text` says; nullopt when there is none.
[[nodiscard]] std::optional<std::string> value_in(std::string_view text, std::string_view name);

}  // namespace boxoffice::kit::config
