#pragma once

// Colours by how they look: OKLCH (https://bottosson.github.io/posts/oklab/), written as sRGB so that every viewer of
// an SVG understands them.

#include <string>

namespace boxoffice::services::events {

struct Oklch {
  double lightness = 0;  // 0 to 1
  double chroma = 0;     // 0 to about 0.3
  double hue = 0;        // degrees
};

/// "#rrggbb"; what sRGB cannot show is cut to its nearest channel values.
[[nodiscard]] std::string to_hex(const Oklch& color);

}  // namespace boxoffice::services::events
