#pragma once

// Search for a part of a text.

#include <optional>
#include <string>

namespace boxoffice::kit::sql {

/// The pattern for "contains `text`", nullopt for nullopt: `column LIKE $1 ESCAPE '\'`. It is in lower case, as the
/// column has to be, because engines differ in whether LIKE minds the case.
[[nodiscard]] std::optional<std::string> like_part(const std::optional<std::string>& text);

}  // namespace boxoffice::kit::sql
