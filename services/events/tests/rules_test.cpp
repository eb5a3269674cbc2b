#include "services/events/core/rules.hpp"

#include "services/events/tests/examples.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace boxoffice::services::events {
namespace {

using std::chrono::hours;
using Pointers = std::vector<std::string>;

Pointers pointers_of(const std::vector<kit::base::FieldError>& broken) {
  Pointers pointers;
  for (const auto& field : broken) pointers.push_back(field.pointer);
  return pointers;
}

TicketType named(std::string id, std::string name) {
  TicketType type = ticket_type(std::move(name), 1000, 10);
  type.id = contracts::TicketTypeId{std::move(id)};
  return type;
}

TEST(rules, given_contents_then_every_broken_rule_is_named) {
  struct Case {
    std::string name;
    std::function<void(EventContent&)> change;
    Pointers broken;
  };
  const Case cases[] = {
      {"valid", [](EventContent&) {}, {}},
      {"no ticket types", [](EventContent& content) { content.ticket_types.clear(); }, {}},
      {"ends when it starts", [](EventContent& content) { content.ends_at = content.starts_at; }, {"/endsAt"}},
      {"ends before it starts", [](EventContent& content) { content.ends_at = day(1); }, {"/endsAt"}},
      {"sold until the end", [](EventContent& content) { content.sales_end_at = content.ends_at; }, {}},
      {"sold after the end",
       [](EventContent& content) { content.sales_end_at = content.ends_at + hours{1}; },
       {"/salesEndAt"}},
      {"sold until the start by default",
       [](EventContent& content) { content.sales_start_at = content.starts_at; },
       {"/salesStartAt"}},
      {"sale starts after the start of the event, ends later",
       [](EventContent& content) {
         content.sales_start_at = content.starts_at;
         content.sales_end_at = content.ends_at;
       },
       {}},
      {"sale ends before it starts",
       [](EventContent& content) {
         content.sales_start_at = day(20);
         content.sales_end_at = day(10);
       },
       {"/salesStartAt"}},
      {"two currencies",
       [](EventContent& content) {
         content.ticket_types.push_back(ticket_type("VIP", 9000, 5));
         content.ticket_types.back().price.currency = "USD";
       },
       {"/ticketTypes/1/price/currency"}},
      {"a name twice",
       [](EventContent& content) { content.ticket_types.push_back(ticket_type("Standard", 9000, 5)); },
       {"/ticketTypes/1/name"}},
      {"an id twice",
       [](EventContent& content) { content.ticket_types = {named("a", "A"), named("a", "B")}; },
       {"/ticketTypes/1/id"}},
      {"less per user than per order", [](EventContent& content) { content.ticket_types[0].max_per_user = 7; }, {}},
      {"as much per user as per order", [](EventContent& content) { content.ticket_types[0].max_per_user = 8; }, {}},
      {"several at once", [](EventContent& content) { content.ends_at = day(1); }, {"/endsAt"}},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    EventContent content = night_train();
    each.change(content);

    EXPECT_EQ(pointers_of(broken_rules(content)), each.broken);
  }
}

TEST(rules, given_changes_then_broken_promises_are_named) {
  Event draft{.content = night_train()};
  draft.content.ticket_types = {named("a", "A")};
  Event active = draft;
  active.status = EventStatus::active;
  EventContent dollars = draft.content;
  dollars.ticket_types[0].price.currency = "USD";
  EventContent nothing = draft.content;
  nothing.ticket_types.clear();
  EventContent foreign = draft.content;
  foreign.ticket_types.push_back(named("b", "B"));
  EventContent another = draft.content;
  another.ticket_types.push_back(ticket_type("New", 1, 1));

  struct Case {
    std::string name;
    const Event& before;
    const EventContent& after;
    Pointers broken;
  };
  const Case cases[] = {
      {"draft in another currency", draft, dollars, {}},
      {"draft without ticket types", draft, nothing, {}},
      {"draft with a foreign ticket type", draft, foreign, {"/ticketTypes/1/id"}},
      {"active with a new ticket type", active, another, {}},
      {"active in another currency", active, dollars, {"/ticketTypes/0/price/currency"}},
      {"active without ticket types", active, nothing, {"/ticketTypes"}},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    EXPECT_EQ(pointers_of(broken_promises(each.before, each.after)), each.broken);
  }
}

TEST(rules, given_two_contents_then_differences_are_listed_as_a_person_would_write_them) {
  EventContent before = night_train();
  before.ticket_types = {named("a", "A"), named("b", "B")};
  EventContent after = before;
  after.name = "Day Train";
  after.venue.city = "Bonn";
  after.sales_end_at = day(29);
  after.ticket_types = {named("a", "A"), ticket_type("C", 500, 5)};
  after.ticket_types[0].capacity = 20;
  after.ticket_types[0].max_per_user = 9;

  const auto changes = differences(before, after);

  const std::vector<Change> expected{
      {"name", "Night Train", "Day Train"},
      {"venue.city", "Berlin", "Bonn"},
      {"salesEndAt", "", "2026-01-30T00:00:00.000Z"},
      {"ticketType", "A, EUR 10.00, 10 tickets, 8 per order", "A, EUR 10.00, 20 tickets, 8 per order, 9 per person"},
      {"ticketType", "B, EUR 10.00, 10 tickets, 8 per order", ""},
      {"ticketType", "", "C, EUR 5.00, 5 tickets, 8 per order"}};
  EXPECT_EQ(changes, expected);
  EXPECT_TRUE(differences(before, before).empty());
}

TEST(rules, given_less_capacity_then_only_what_shrinks_is_listed) {
  EventContent before = night_train();
  before.ticket_types = {named("a", "A"), named("b", "B"), named("c", "C"), named("d", "D")};
  EventContent after = before;
  after.ticket_types[0].capacity = 9;
  after.ticket_types[1].capacity = 11;
  after.ticket_types.erase(after.ticket_types.begin() + 3);

  const auto lowered = lowered_capacities(before, after);

  ASSERT_EQ(lowered.size(), 2U);
  EXPECT_EQ(lowered[0].id.str(), "a");
  EXPECT_EQ(lowered[0].capacity, 9);
  EXPECT_EQ(lowered[1].id.str(), "d");
  EXPECT_EQ(lowered[1].capacity, 0);
}

TEST(event, given_active_then_completed_from_the_moment_it_ends) {
  Event event{.content = night_train(), .status = EventStatus::active};
  const Timestamp end = event.content.ends_at;

  EXPECT_EQ(status_at(event, end - std::chrono::milliseconds{1}), EventStatus::active);
  EXPECT_EQ(status_at(event, end), EventStatus::completed);
  event.status = EventStatus::cancelled;
  EXPECT_EQ(status_at(event, end), EventStatus::cancelled);
  event.status = EventStatus::draft;
  EXPECT_EQ(status_at(event, end), EventStatus::draft);
}

TEST(event, given_ticket_types_then_the_lowest_price_counts) {
  EventContent content = night_train();
  content.ticket_types = {ticket_type("A", 900, 1), ticket_type("B", 300, 1), ticket_type("C", 500, 1)};

  EXPECT_EQ(lowest_price(content), 300);
  EXPECT_EQ(currency_of(content), "EUR");
  content.ticket_types.clear();
  EXPECT_EQ(lowest_price(content), 0);
  EXPECT_EQ(currency_of(content), "");
}

}  // namespace
}  // namespace boxoffice::services::events
