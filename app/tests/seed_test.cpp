#include "app/seed/bodies.hpp"
#include "app/seed/demo_events.hpp"
#include "kit/json/reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <set>
#include <string>

namespace boxoffice::app::seed {

namespace {

constexpr std::chrono::sys_days today{std::chrono::year{2026} / 11 / 23};

}  // namespace

TEST(demo_events, given_the_table_then_it_is_a_dozen_with_different_names_in_several_places) {
  std::set<std::string_view> slugs;
  std::set<std::string_view> names;
  std::set<std::string_view> zones;
  for (const DemoEvent& event : demo_events()) {
    slugs.insert(event.slug);
    names.insert(event.name);
    zones.insert(event.venue.time_zone);
  }

  EXPECT_EQ(demo_events().size(), 12U);
  EXPECT_EQ(slugs.size(), demo_events().size());
  EXPECT_EQ(names.size(), demo_events().size());
  EXPECT_GE(zones.size(), 6U);
}

TEST(demo_events, given_any_then_its_sales_fit_its_first_ticket_type_and_there_is_a_buyer_for_each) {
  for (const DemoEvent& event : demo_events()) {
    SCOPED_TRACE(event.slug);
    ASSERT_FALSE(event.types.empty());
    const DemoTicketType& first = event.types.front();
    EXPECT_LE(event.sold_to.size(), demo_buyers().size());
    EXPECT_LE(std::accumulate(event.sold_to.begin(), event.sold_to.end(), std::int64_t{0}), first.capacity);
    for (const auto quantity : event.sold_to) EXPECT_LE(quantity, first.max_per_order);
  }
}

TEST(demo_events, given_the_table_then_one_is_free_and_one_is_nearly_sold_out) {
  const auto is_free = [](const DemoEvent& event) { return event.types.front().price == 0; };
  const auto is_nearly_sold_out = [](const DemoEvent& event) {
    const auto sold = std::accumulate(event.sold_to.begin(), event.sold_to.end(), std::int64_t{0});
    return sold * 10 >= event.types.front().capacity * 9 && sold < event.types.front().capacity;
  };

  EXPECT_EQ(std::ranges::count_if(demo_events(), is_free), 1);
  EXPECT_EQ(std::ranges::count_if(demo_events(), is_nearly_sold_out), 1);
}

TEST(event_body, given_any_demo_event_then_it_is_json_with_its_times_after_today) {
  for (const DemoEvent& event : demo_events()) {
    SCOPED_TRACE(event.slug);

    const auto body = kit::json::parse(event_body(event, today));

    ASSERT_TRUE(body.has_value());
    EXPECT_EQ(body->get("ticketTypes")->items().size(), event.types.size());
    EXPECT_TRUE(body->get("details")->is_object());
    EXPECT_GT(*body->string("startsAt"), "2026-11-27");
    EXPECT_GT(*body->string("endsAt"), *body->string("startsAt"));
  }
}

TEST(order_body, given_nothing_to_pay_then_it_names_no_payment) {
  EXPECT_EQ(order_body("e", "t", 2, false), R"({"eventId":"e","items":[{"ticketTypeId":"t","quantity":2}]})");
  EXPECT_EQ(order_body("e", "t", 2, true), R"({"eventId":"e","items":[{"ticketTypeId":"t","quantity":2}],)"
                                           R"("paymentMethod":{"type":"card","token":"tok_visa"}})");
}

}  // namespace boxoffice::app::seed
