#include "services/events/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <set>

namespace boxoffice::services::events {
namespace {

using Names = std::vector<std::string>;

struct Told {
  std::string name;
  std::string category;
  std::string city;
  std::string description;
};

class search : public EventsFixture {
 protected:
  search() {
    const Told all[] = {
        {"Jazz Night", "Music", "Zürich", "Saxophones until dawn."},
        {"Café Concert", "Music", "Genève", "Small hall, big sound. No jazz at all."},
        {"Opera Gala", "Jazz & Opera", "Wien", "Arias and choirs."},
        {"C++ Conference", "Tech", "Köln", "Rock-solid code; 100% \"safe\" (almost)."},
        {"Rock'n'Roll", "Music", "Berlin", "O'Neill plays."},
    };
    int number = 0;
    for (const Told& each : all) {
      EventContent content = night_train();
      content.name = each.name;
      content.category = each.category;
      content.venue.city = each.city;
      content.description = each.description;
      content.starts_at = day(20 + number++);
      content.ends_at = content.starts_at + std::chrono::hours{2};
      create_active(content);
    }
  }

  Names found(std::string query, SortBy sort = SortBy::relevance) {
    return names({.query = std::move(query), .sort = sort});
  }
};

TEST_F(search, given_words_then_events_that_have_all_of_them) {
  struct Case {
    std::string query;
    std::set<std::string> found;
  };
  const Case cases[] = {
      {"opera", {"Opera Gala"}},
      {"OPERA", {"Opera Gala"}},
      {"op", {"Opera Gala"}},
      {"pera", {}},
      {"zurich", {"Jazz Night"}},
      {"ZÜRICH", {"Jazz Night"}},
      {"cafe", {"Café Concert"}},
      {"café geneve", {"Café Concert"}},
      {"night zur", {"Jazz Night"}},
      {"night berlin", {}},
      {"koln conf", {"C++ Conference"}},
      {"grand hall", {"Jazz Night", "Café Concert", "Opera Gala", "C++ Conference", "Rock'n'Roll"}},
      {"rock'n'roll", {"Rock'n'Roll"}},
      {"o'neill", {"Rock'n'Roll"}},
      {"nothing-like-it", {}},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.query);
    const Names list = found(each.query);
    EXPECT_EQ((std::set<std::string>{list.begin(), list.end()}), each.found);
  }
}

TEST_F(search, given_what_engines_take_for_operators_then_only_words) {
  struct Case {
    std::string query;
    std::size_t found;
  };
  const Case cases[] = {{"\"", 0},
                        {"'", 0},
                        {"*", 0},
                        {"---", 0},
                        {"jazz\"", 3},
                        {"jazz*", 3},
                        {"(jazz", 3},
                        {"-jazz", 3},
                        {"^jazz", 3},
                        {"name:jazz", 0},
                        {"jazz OR opera", 0},
                        {"jazz AND opera", 1},
                        {"NOT jazz", 0},
                        {"jazz & opera", 1},
                        {"jazz:*", 3},
                        {"zz\\'b", 0},
                        {"{jazz}", 3},
                        {"jazz;", 3},
                        {"100%", 1},
                        {"_", 0}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.query);
    EXPECT_EQ(found(each.query).size(), each.found);
  }
}

TEST_F(search, given_a_word_in_many_places_then_name_before_category_before_description) {
  EXPECT_EQ(found("jazz"), (Names{"Jazz Night", "Opera Gala", "Café Concert"}));
  EXPECT_EQ(found("jazz", SortBy::starts_at), (Names{"Jazz Night", "Café Concert", "Opera Gala"}));
  EXPECT_EQ(found("jazz", SortBy::name), (Names{"Café Concert", "Jazz Night", "Opera Gala"}));
}

TEST_F(search, given_a_changed_event_then_found_by_its_new_words_only) {
  const Event event = list({.query = "opera", .sort = SortBy::relevance})->events.front();
  EventContent content = event.content;
  content.name = "Ballet Gala";
  content.category = "Dance";

  ASSERT_TRUE(update(event, content));

  EXPECT_TRUE(found("opera").empty());
  EXPECT_EQ(found("ballet"), Names{"Ballet Gala"});
}

TEST_F(search, given_filters_then_all_must_hold) {
  EXPECT_EQ(names({.category = "music", .sort = SortBy::starts_at}),
            (Names{"Jazz Night", "Café Concert", "Rock'n'Roll"}));
  EXPECT_EQ(names({.city = "KOLN"}), Names{"C++ Conference"});
  EXPECT_EQ(names({.from = day(22), .to = day(24)}), (Names{"Opera Gala", "C++ Conference"}));
  EXPECT_EQ(names({.query = "jazz", .category = "music", .to = day(21), .sort = SortBy::relevance}),
            Names{"Jazz Night"});
  EXPECT_EQ(names({.created_by = organiser().id}).size(), 5U);
  EXPECT_TRUE(names({.created_by = contracts::UserId{"somebody else"}}).empty());
}

/// Twelve events, many of which are alike in what they are sorted by.
class walk : public EventsFixture {
 protected:
  walk() {
    for (int number = 0; number < 12; ++number) {
      EventContent content = night_train();
      content.name = number % 3 == 0 ? "Ällerlei" : number % 3 == 1 ? "zebra" : "Maß";
      content.starts_at = day(20 + number / 4);
      content.ends_at = content.starts_at + std::chrono::hours{2};
      content.ticket_types[0].price.amount = std::int64_t{100} * (number % 5);
      create_active(content);
    }
  }
};

TEST_F(walk, given_every_order_then_pages_show_each_event_once_and_in_order) {
  for (const SortBy sort :
       {SortBy::starts_at, SortBy::starts_at_descending, SortBy::name, SortBy::price, SortBy::relevance}) {
    for (const std::size_t limit : {1U, 5U, 12U}) {
      SCOPED_TRACE(fmt::format("order {}, limit {}", static_cast<int>(sort), limit));
      EventFilter filter{.sort = sort, .limit = limit};
      if (sort == SortBy::relevance) filter.query = "hall";
      EventFilter at_once = filter;
      at_once.limit = 100;
      Names whole;
      for (const auto& event : list(at_once)->events) whole.push_back(event.id.str());

      Names walked;
      std::size_t pages = 0;
      do {
        const auto page = list(filter);
        ASSERT_TRUE(page);
        for (const auto& event : page->events) walked.push_back(event.id.str());
        filter.after = page->next;
        ++pages;
      } while (filter.after && pages <= 12);

      EXPECT_EQ(walked, whole);
      EXPECT_EQ(walked.size(), 12U);
      EXPECT_EQ(pages, (12 + limit - 1) / limit);
    }
  }
}

TEST_F(walk, given_orders_then_sorted_as_they_say) {
  const auto all = [this](SortBy sort) { return list({.sort = sort, .limit = 100})->events; };
  const auto start = [](const Event& event) { return event.content.starts_at; };
  const auto price = [](const Event& event) { return lowest_price(event.content); };

  EXPECT_TRUE(std::ranges::is_sorted(all(SortBy::starts_at), {}, start));
  EXPECT_TRUE(std::ranges::is_sorted(all(SortBy::starts_at_descending), std::ranges::greater{}, start));
  EXPECT_TRUE(std::ranges::is_sorted(all(SortBy::price), {}, price));
  const Names sorted = names({.sort = SortBy::name, .limit = 100});
  EXPECT_EQ(sorted.front(), "Ällerlei") << "accents do not matter";
  EXPECT_EQ(sorted[5], "Maß");
  EXPECT_EQ(sorted.back(), "zebra") << "nor does case";
}

TEST_F(walk, given_a_cursor_of_another_order_then_refused) {
  const auto page = list({.sort = SortBy::price, .limit = 2});

  const auto refused = list({.sort = SortBy::name, .after = page->next});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.front().pointer, "?cursor");
}

TEST_F(walk, given_an_event_is_added_before_the_place_then_the_walk_goes_on_undisturbed) {
  const auto page = list({.sort = SortBy::starts_at, .limit = 6});
  EventContent early = night_train();
  early.starts_at = day(5);
  create_active(early);

  const auto rest = list({.sort = SortBy::starts_at, .after = page->next, .limit = 100});

  EXPECT_EQ(rest->events.size(), 6U);
}

}  // namespace
}  // namespace boxoffice::services::events
