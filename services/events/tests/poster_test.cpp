#include "services/events/core/poster.hpp"

#include "kit/testing/golden.hpp"
#include "services/events/core/colors.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace boxoffice::services::events {
namespace {

const std::string first = "0197a000-0000-7000-8000-000000000001";

std::string numbered(int number) {
  return fmt::format("0197a000-0000-7000-8000-{:012}", number);
}

TEST(poster, given_ids_then_the_design_that_the_portals_compute_too) {
  struct Case {
    std::string id;
    int main_hue;
    int second_hue;
    Pattern pattern;
  };
  const Case cases[] = {{first, 259, 312, Pattern::rays},
                        {"0197a000-0000-7000-8000-000000000002", 78, 180, Pattern::dots},
                        {"0197a111-2222-7333-8444-555566667777", 278, 336, Pattern::rays}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.id);
    const PosterDesign design = poster_design(each.id);

    EXPECT_EQ(design.main_hue, each.main_hue);
    EXPECT_EQ(design.second_hue, each.second_hue);
    EXPECT_EQ(design.pattern, each.pattern);
  }
}

TEST(poster, given_one_id_of_each_pattern_then_always_the_same_picture) {
  const char* const names[] = {"arcs", "stripes", "dots", "waves", "rays"};
  std::set<Pattern> drawn;
  for (int number = 1; drawn.size() < std::size(names); ++number) {
    ASSERT_LT(number, 1000) << "a pattern never comes up";
    const Pattern pattern = poster_design(numbered(number)).pattern;
    if (!drawn.insert(pattern).second) continue;
    const char* const name = names[static_cast<std::size_t>(pattern)];
    SCOPED_TRACE(name);

    const std::string picture = draw_poster(numbered(number), {.width = 300, .height = 200});

    EXPECT_EQ(picture, draw_poster(numbered(number), {.width = 300, .height = 200}));
    kit::testing::expect_golden(fmt::format("services/events/tests/golden/poster_{}.svg", name), picture);
  }
}

TEST(poster, given_any_size_then_a_complete_picture_of_that_size) {
  for (const PosterSize size :
       {PosterSize{16, 16}, PosterSize{2000, 16}, PosterSize{16, 2000}, PosterSize{2000, 2000}}) {
    for (int number = 1; number <= 20; ++number) {
      const std::string picture = draw_poster(numbered(number), size);

      EXPECT_NE(picture.find(fmt::format("viewBox=\"0 0 {} {}\"", size.width, size.height)), std::string::npos);
      EXPECT_TRUE(picture.ends_with("</svg>\n"));
      EXPECT_EQ(picture.find("nan"), std::string::npos);
      EXPECT_LT(picture.size(), 100'000U);
    }
  }
}

TEST(poster, given_another_id_or_size_then_another_tag) {
  const std::set<std::string> tags{poster_tag(first, {300, 200}), poster_tag(first, {200, 300}),
                                   poster_tag(numbered(2), {300, 200})};

  EXPECT_EQ(tags.size(), 3U);
  EXPECT_EQ(poster_tag(first, {300, 200}), poster_tag(first, {300, 200}));
}

TEST(colors, given_known_colours_then_their_srgb_codes) {
  EXPECT_EQ(to_hex({0, 0, 0}), "#000000");
  EXPECT_EQ(to_hex({1, 0, 0}), "#ffffff");
  EXPECT_EQ(to_hex({0.628, 0.2577, 29.23}), "#ff0000");
  EXPECT_EQ(to_hex({0.452, 0.3132, 264.05}), "#0000ff");
  EXPECT_EQ(to_hex({0.7, 0.4, 140}).size(), 7U) << "outside sRGB: cut, not broken";
}

}  // namespace
}  // namespace boxoffice::services::events
