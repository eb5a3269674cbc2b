#include "services/events/core/place.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::services::events {
namespace {

constexpr auto all_sorts = {SortBy::relevance, SortBy::starts_at, SortBy::starts_at_descending, SortBy::name,
                            SortBy::price};
const contracts::EventId some_event{"0197a000-0000-7000-8000-000000000001"};

TEST(place, given_every_order_then_reads_back_what_it_wrote_and_refuses_the_others) {
  const Place by_text{.text = "a: b : c", .id = some_event};
  const Place by_number{.number = -5, .id = some_event};
  const Place by_rank{.number = 40};
  for (const SortBy sort : all_sorts) {
    SCOPED_TRACE(to_text(sort));
    const Place& place = sort == SortBy::name ? by_text : sort == SortBy::relevance ? by_rank : by_number;
    for (const SortBy other : all_sorts) {
      const auto read = parse_place(other, to_text(sort, place));
      EXPECT_EQ(read.has_value(), other == sort);
      if (read) EXPECT_EQ(*read, place);
    }
  }
}

TEST(place, given_other_text_then_it_is_no_place) {
  const std::string& id = some_event.str();
  for (const auto& text : std::vector<std::string>{
           "", "price", "price:", "price:" + id, "price:" + id + ":", "price:" + id + ":x", "price:" + id + ":1x",
           "price:" + id + ":99999999999999999999", "price:1:1", "price::1", "Price:" + id + ":1"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parse_place(SortBy::price, text));
  }
  EXPECT_FALSE(parse_place(SortBy::relevance, "relevance::-1"));
  EXPECT_FALSE(parse_place(SortBy::relevance, "relevance::10001"));
  EXPECT_FALSE(parse_place(SortBy::relevance, "relevance:" + id + ":1"));
}

}  // namespace
}  // namespace boxoffice::services::events
