#include "services/events/core/poster.hpp"

#include "services/events/core/colors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numbers>

namespace boxoffice::services::events {

namespace {

std::uint32_t fnv1a(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619U;
  return hash;
}

/// Draws one poster. Everything that varies comes from the design's hash by way of next().
class Drawing {
 public:
  Drawing(PosterDesign design, PosterSize size)
      : design_(design),
        width_(static_cast<double>(size.width)),
        height_(static_cast<double>(size.height)),
        state_(design.hash | 1U) {
    const double main = design.main_hue;
    const double second = design.second_hue;
    constexpr double chroma = 0.13;
    colors_ = {to_hex({0.45, chroma, main}), to_hex({0.55, chroma, main}), to_hex({0.63, chroma, second}),
               to_hex({0.70, chroma, second})};
  }

  std::string draw() {
    background();
    switch (design_.pattern) {
      case Pattern::arcs:
        arcs();
        break;
      case Pattern::stripes:
        stripes();
        break;
      case Pattern::dots:
        dots();
        break;
      case Pattern::waves:
        waves();
        break;
      case Pattern::rays:
        rays();
        break;
    }
    svg_ += "</svg>\n";
    return std::move(svg_);
  }

 private:
  template <class... Arguments>
  void add(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(svg_), text, std::forward<Arguments>(arguments)...);
  }

  /// The next number of a sequence that the hash starts (xorshift), evenly in [from, to).
  double next(double from, double to) {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 17U;
    state_ ^= state_ << 5U;
    return from + (to - from) * (static_cast<double>(state_ >> 8U) / 16777216.0);
  }

  [[nodiscard]] double longest() const { return std::max(width_, height_); }
  [[nodiscard]] const std::string& color(std::size_t layer) const { return colors_[layer % colors_.size()]; }

  void background() {
    add(R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img">)", width_,
        height_);
    add(R"(<defs><linearGradient id="sky" x1="0" y1="0" x2="{:.2f}" y2="1">)", next(0, 1));
    add(R"(<stop offset="0" stop-color="{}"/><stop offset="1" stop-color="{}"/></linearGradient></defs>)", color(0),
        color(1));
    add(R"svg(<rect width="{}" height="{}" fill="url(#sky)"/>)svg", width_, height_);
  }

  void circle(double x, double y, double radius, const std::string& fill, double opacity) {
    add(R"(<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="{}" fill-opacity="{:.2f}"/>)", x, y, radius, fill, opacity);
  }

  /// Rings around a point near an edge, like the rows of a theatre.
  void arcs() {
    constexpr int rings = 7;
    const double x = next(0, 1) < 0.5 ? next(-0.1, 0.2) * width_ : next(0.8, 1.1) * width_;
    const double y = next(0.75, 1.1) * height_;
    const double step = longest() * next(0.13, 0.17);
    for (int ring = rings; ring > 0; --ring) {
      add(R"(<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="none" stroke="{}" stroke-width="{:.1f}" )", x, y,
          step * ring, color(static_cast<std::size_t>(ring) + 1), step * next(0.35, 0.7));
      add(R"(stroke-opacity="{:.2f}"/>)", next(0.45, 0.9));
    }
    circle(x, y, step * 0.6, color(3), 0.95);
  }

  /// Slanted bands over the whole picture and a disc behind them.
  void stripes() {
    constexpr int bands = 9;
    circle(next(0.25, 0.75) * width_, next(0.3, 0.7) * height_, longest() * next(0.22, 0.3), color(3), 0.9);
    const double reach = longest() * 1.5;
    add(R"svg(<g transform="rotate({:.1f} {:.1f} {:.1f})">)svg", next(20, 70), width_ / 2, height_ / 2);
    double y = (height_ - reach) / 2;
    for (int band = 0; band < bands; ++band) {
      const double thickness = reach / bands * next(0.25, 0.65);
      add(R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" fill-opacity="{:.2f}"/>)",
          (width_ - reach) / 2, y, reach, thickness, color(static_cast<std::size_t>(band)), next(0.45, 0.85));
      y += reach / bands;
    }
    svg_ += "</g>";
  }

  /// A grid of dots that grow towards one corner.
  void dots() {
    constexpr int columns = 11;
    const double cell = longest() / columns;
    const double corner_x = next(0, 1) < 0.5 ? 0 : width_;
    const double corner_y = next(0, 1) < 0.5 ? 0 : height_;
    const double diagonal = std::hypot(width_, height_);
    circle(width_ - corner_x, height_ - corner_y, longest() * 0.42, color(2), 0.55);
    for (double y = cell / 2; y < height_ + cell / 2; y += cell) {
      for (double x = cell / 2; x < width_ + cell / 2; x += cell) {
        const double nearness = 1 - std::hypot(x - corner_x, y - corner_y) / diagonal;
        circle(x, y, cell * (0.08 + 0.42 * nearness), color(next(0, 1) < 0.8 ? 3 : 2), 0.35 + 0.6 * nearness);
      }
    }
  }

  /// Hills one before the other, under a sun.
  void waves() {
    constexpr int layers = 5;
    circle(next(0.2, 0.8) * width_, next(0.2, 0.4) * height_, longest() * next(0.1, 0.16), color(3), 0.95);
    for (int layer = 0; layer < layers; ++layer) {
      const double level = height_ * (0.4 + 0.13 * layer);
      const double swing = height_ * next(0.05, 0.14);
      const double middle = width_ * next(0.35, 0.65);
      add(R"(<path d="M0 {:.1f} C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f} )", level, middle * 0.4, level - swing,
          middle * 0.6, level - swing, middle, level);
      add(R"(S{:.1f} {:.1f} {} {:.1f} V{} H0 Z" fill="{}" fill-opacity="0.72"/>)", width_ - (width_ - middle) * 0.4,
          level + swing, width_, level - swing * 0.5, height_, color(static_cast<std::size_t>(layers - layer)));
    }
  }

  /// Light from a point near the lower edge, like spotlights of a stage.
  void rays() {
    constexpr int beams = 16;
    const double x = next(0.3, 0.7) * width_;
    const double y = next(0.7, 0.95) * height_;
    const double reach = longest() * 1.6;
    const double turn = next(0, 2 * std::numbers::pi);
    for (int beam = 0; beam < beams; ++beam) {
      const double from = turn + 2 * std::numbers::pi * beam / beams;
      const double to = from + std::numbers::pi / beams * next(0.6, 1.3);
      add(R"(<path d="M{:.1f} {:.1f} L{:.1f} {:.1f} L{:.1f} {:.1f} Z" fill="{}" fill-opacity="{:.2f}"/>)", x, y,
          x + reach * std::cos(from), y + reach * std::sin(from), x + reach * std::cos(to), y + reach * std::sin(to),
          color(beam % 2 == 0 ? 3 : 2), next(0.35, 0.75));
    }
    circle(x, y, longest() * 0.13, color(0), 0.9);
    circle(x, y, longest() * 0.09, color(3), 1);
  }

  PosterDesign design_;
  double width_;
  double height_;
  std::uint32_t state_;                  // of next(); never 0
  std::array<std::string, 4> colors_{};  // from dark to light
  std::string svg_{};
};

}  // namespace

PosterDesign poster_design(std::string_view id) {
  constexpr std::uint32_t circle_degrees = 360;
  const std::uint32_t hash = fnv1a(id);
  const std::uint32_t main_hue = hash % circle_degrees;
  const std::uint32_t second_hue = (main_hue + 40 + (hash >> 9U) % 80) % circle_degrees;
  return {.hash = hash,
          .main_hue = static_cast<int>(main_hue),
          .second_hue = static_cast<int>(second_hue),
          .pattern = static_cast<Pattern>((hash >> 17U) % 5)};
}

std::string draw_poster(std::string_view id, PosterSize size) {
  return Drawing(poster_design(id), size).draw();
}

std::string poster_tag(std::string_view id, PosterSize size) {
  return fmt::format("\"poster-{}-{:08x}-{}x{}\"", poster_edition, fnv1a(id), size.width, size.height);
}

}  // namespace boxoffice::services::events
