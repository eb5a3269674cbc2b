#pragma once

// The picture of an event that has none: an abstract poster, drawn from nothing but the event's id. The same id gives
// the same picture for ever, so it can be cached and drawn for any id without a look-up.

#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::services::events {

enum class Pattern : std::uint8_t { arcs, stripes, dots, waves, rays };

/// What an id decides about its poster. The portals compute the same hues for what surrounds it.
struct PosterDesign {
  std::uint32_t hash = 0;  // FNV-1a (32 bits) of the id's text
  int main_hue = 0;        // degrees
  int second_hue = 0;
  Pattern pattern = Pattern::arcs;
};

struct PosterSize {
  std::int64_t width = 0;  // pixels
  std::int64_t height = 0;
};

[[nodiscard]] PosterDesign poster_design(std::string_view id);

/// An SVG 1.1 document of that size.
[[nodiscard]] std::string draw_poster(std::string_view id, PosterSize size);

/// Names this picture of this drawing code, for ETag. Change `poster_edition` with the drawing.
inline constexpr int poster_edition = 1;
[[nodiscard]] std::string poster_tag(std::string_view id, PosterSize size);

}  // namespace boxoffice::services::events
