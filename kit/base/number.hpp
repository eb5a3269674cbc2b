#pragma once

// Whole numbers in texts.

#include <cstdint>
#include <optional>
#include <string_view>

namespace boxoffice::kit::base {

/// The number that the whole text is, in decimal digits behind at most one '-'; nullopt for everything else, also for
/// what does not fit.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace boxoffice::kit::base
