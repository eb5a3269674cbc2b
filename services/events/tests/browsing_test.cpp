#include "services/events/core/browsing.hpp"

#include "services/events/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

namespace boxoffice::services::events {
namespace {

using Names = std::vector<std::string>;

EventContent named(std::string name) {
  EventContent content = night_train();
  content.name = std::move(name);
  return content;
}

/// One event of each status, named as it is.
class browsing_events : public EventsFixture {
 protected:
  browsing_events() {
    by_name["DRAFT"] = create(named("DRAFT")).id;
    by_name["ACTIVE"] = create_active(named("ACTIVE")).id;
    by_name["CANCELLED"] = cancel(create_active(named("CANCELLED")).id)->id;
    EventContent past = named("COMPLETED");
    past.starts_at = day(1);
    past.ends_at = day(2);
    by_name["COMPLETED"] = create_active(past).id;
    clock.set(day(3));
  }

  std::set<std::string> set_of(EventFilter filter, Audience audience) {
    const Names found = names(std::move(filter), audience);
    return {found.begin(), found.end()};
  }

  std::map<std::string, contracts::EventId> by_name{};
};

using Set = std::set<std::string>;

TEST_F(browsing_events, given_lists_then_everybody_finds_active_events_only) {
  using enum Audience;
  using enum EventStatus;
  EXPECT_EQ(set_of({}, everybody), Set{"ACTIVE"});
  EXPECT_EQ(set_of({}, administrators), (Set{"DRAFT", "ACTIVE", "CANCELLED", "COMPLETED"}));
  const std::map<EventStatus, std::string> each{
      {draft, "DRAFT"}, {active, "ACTIVE"}, {cancelled, "CANCELLED"}, {completed, "COMPLETED"}};
  for (const auto& [status, name] : each) {
    SCOPED_TRACE(name);
    EXPECT_EQ(set_of({.status = status}, administrators), Set{name});
    EXPECT_EQ(set_of({.status = status}, everybody), status == active ? Set{name} : Set{});
    EXPECT_EQ(set_of({.query = name, .status = status, .sort = SortBy::relevance}, administrators), Set{name});
    EXPECT_EQ(set_of({.query = name, .sort = SortBy::relevance}, everybody), status == active ? Set{name} : Set{});
  }
}

TEST_F(browsing_events, given_one_event_then_all_but_drafts_are_open_to_everybody) {
  for (const auto& [name, id] : by_name) {
    SCOPED_TRACE(name);
    const bool is_draft = name == "DRAFT";
    const auto seen = show(id, Audience::everybody);
    EXPECT_EQ(seen.has_value(), !is_draft);
    if (is_draft) EXPECT_EQ(seen.error().code, kit::base::codes::not_found);
    EXPECT_TRUE(show(id, Audience::administrators));

    const auto head = kit::testing::run(browsing.head(id, Audience::administrators));
    EXPECT_EQ(to_text(head->status), name);
    EXPECT_EQ(kit::testing::run(browsing.head(id, Audience::everybody)).has_value(), !is_draft);
  }
  EXPECT_FALSE(show(contracts::EventId{"none"}));
}

TEST_F(browsing_events, given_ids_then_in_their_order_without_unknown_ones) {
  const std::vector<contracts::EventId> wanted{by_name["COMPLETED"], contracts::EventId{"none"}, by_name["DRAFT"],
                                               by_name["ACTIVE"], by_name["ACTIVE"]};
  const auto names_of = [&](Audience audience) {
    Names found;
    for (const auto& event : kit::testing::run(browsing.pick(wanted, audience))) {
      found.push_back(event.content.name);
    }
    return found;
  };

  EXPECT_EQ(names_of(Audience::everybody), (Names{"COMPLETED", "ACTIVE"}));
  EXPECT_EQ(names_of(Audience::administrators), (Names{"COMPLETED", "DRAFT", "ACTIVE"}));
}

TEST_F(browsing_events, given_active_events_then_counted_by_category_and_city) {
  EventContent other = named("Zoo");
  other.category = "music";
  other.venue.city = "Zürich";
  other.venue.country = "CH";
  create_active(other);

  const auto categories = kit::testing::run(browsing.categories());
  const auto cities = kit::testing::run(browsing.cities());

  ASSERT_EQ(categories.size(), 1U) << "without case";
  EXPECT_EQ(categories[0].category, "Music");
  EXPECT_EQ(categories[0].count, 2);
  ASSERT_EQ(cities.size(), 2U);
  EXPECT_EQ(cities[0].city, "Berlin");
  EXPECT_EQ(cities[0].count, 1);
  EXPECT_EQ(cities[1].city, "Zürich");
  EXPECT_EQ(cities[1].country, "CH");
}

TEST_F(browsing_events, given_details_that_cannot_be_read_then_the_event_is_shown_without) {
  const Event event = create_active(night_train(), R"({"a":1})");
  EXPECT_TRUE(show(event.id)->is_complete);
  documents.away = true;

  const auto shown = show(event.id);

  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->details, "{}");
  EXPECT_FALSE(shown->is_complete);
  EXPECT_NE(lines.captured().back().find("event_details_away"), std::string::npos);
}

/// Another writer's change between the event and its details.
class ReplacingDetails final : public DetailsStore {
 public:
  explicit ReplacingDetails(DetailsStore& inner) : inner_(inner) {}
  Task<> put(contracts::EventId id, std::string details_id, std::string json) override {
    return inner_.put(std::move(id), std::move(details_id), std::move(json));
  }
  Task<FoundDetails> get(contracts::EventId id, std::string details_id) override {
    if (std::exchange(waits, false)) co_await between();
    co_return co_await inner_.get(std::move(id), std::move(details_id));
  }
  Task<std::vector<FoundDetails>> get_many(std::vector<DetailsKey> keys) override {
    return inner_.get_many(std::move(keys));
  }
  Task<> remove(contracts::EventId id, std::string details_id) override {
    return inner_.remove(std::move(id), std::move(details_id));
  }

  bool waits = true;
  std::function<Task<>()> between{};

 private:
  DetailsStore& inner_;
};

TEST_F(browsing_events, given_details_that_are_replaced_while_they_are_read_then_the_new_ones_are_shown) {
  const Event event = create_active(night_train(), R"({"a":1})");
  struct Writer {
    const Editing& writing;
    Event event;
    Task<> change() const {
      EXPECT_TRUE(co_await writing.update({}, organiser(), event.id, event.version, event.content, R"({"a":2})", {}));
    }
  };
  const Writer writer{.writing = editing, .event = event};
  ReplacingDetails replacing(details);
  replacing.between = [&writer] { return writer.change(); };
  const Browsing reading(events, replacing, log, clock);

  const auto shown = kit::testing::run(reading.show(event.id, Audience::everybody));

  EXPECT_EQ(shown->details, R"({"a":2})");
  EXPECT_EQ(shown->event.version, event.version + 1);
}

}  // namespace
}  // namespace boxoffice::services::events
