#include "services/events/adapters/http_browsing.hpp"

#include "services/events/tests/http_fixture.hpp"

#include <gtest/gtest.h>

namespace boxoffice::services::events {
namespace {

using Names = std::vector<std::string>;

EventContent named(std::string name) {
  EventContent content = night_train();
  content.name = std::move(name);
  return content;
}

class http_browsing_routes : public HttpFixture {
 protected:
  std::string path_of(const Event& event) { return "/api/events/" + event.id.str(); }
};

TEST_F(http_browsing_routes, given_callers_then_drafts_are_for_administrators) {
  const Event draft = create(named("Draft"));
  const Event active = create_active(named("Active"));
  const std::string ids = "/api/events?ids=" + active.id.str() + "," + draft.id.str();

  EXPECT_EQ(names_of(get("/api/events")), Names{"Active"});
  EXPECT_EQ(names_of(get("/api/events", {{"Authorization", "Bearer user"}})), Names{"Active"});
  EXPECT_EQ(names_of(get_as_admin("/api/events?sort=name")), (Names{"Active", "Draft"}));
  EXPECT_EQ(names_of(get_as_admin("/api/events/active")), Names{"Active"});
  EXPECT_EQ(names_of(get_as_admin("/api/events?status=DRAFT")), Names{"Draft"});
  EXPECT_EQ(names_of(get("/api/events?status=DRAFT")), Names{});
  EXPECT_EQ(names_of(get("/api/events/user/" + organiser().id.str())), Names{"Active"});
  EXPECT_EQ(names_of(get_as_admin("/api/events/user/" + organiser().id.str())).size(), 2U);
  EXPECT_EQ(names_of(get(ids)), Names{"Active"});
  EXPECT_EQ(names_of(get_as_admin(ids)), (Names{"Active", "Draft"}));
  EXPECT_EQ(get(path_of(draft)).status, 404);
  EXPECT_EQ(get_as_admin(path_of(draft)).status, 200);
  EXPECT_EQ(get("/api/events/none").status, 404);
}

TEST_F(http_browsing_routes, given_queries_then_wrong_ones_are_named) {
  struct Case {
    std::string query;
    Names pointers;
  };
  const Case cases[] = {{"limit=0", {"?limit"}},      {"limit=101", {"?limit"}},   {"sort=colour", {"?sort"}},
                        {"status=OPEN", {"?status"}}, {"from=monday", {"?from"}},  {"page=2", {"?page"}},
                        {"ids=abc", {"?ids"}},        {"cursor=%21", {"?cursor"}}, {"cursor=cHJpY2U6OjE", {"?cursor"}}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.query);
    const Response refused = get("/api/events?" + each.query);

    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(pointers_of(refused), each.pointers);
  }
  std::string ids = "ids=" + organiser().id.str();
  for (int number = 1; number <= 50; ++number) ids += "," + organiser().id.str();
  EXPECT_EQ(get("/api/events?" + ids).status, 422) << "51 ids";
}

TEST_F(http_browsing_routes, given_a_query_then_by_relevance_and_page_by_page) {
  EventContent mentions = named("Something else");
  mentions.description = "Like a night train.";
  create_active(mentions);
  create_active(named("Night Train"));

  EXPECT_EQ(names_of(get("/api/events?query=night+train")), (Names{"Night Train", "Something else"}));
  const Response first = get("/api/events?query=night&limit=1");
  const std::string cursor = read<kit::json::Page<EventView>>(first).next_cursor.value_or("");
  EXPECT_EQ(names_of(get("/api/events?query=night&limit=1&cursor=" + cursor)), Names{"Something else"});
  EXPECT_EQ(names_of(get("/api/events?query=night&sort=-startsAt&city=berlin&category=music")).size(), 2U);
  EXPECT_TRUE(get("/api/events?query=night").body.ends_with(R"("nextCursor":null})"));
}

TEST_F(http_browsing_routes, given_an_event_then_lists_have_its_details_too) {
  const Event event = create_active(night_train(), R"({"faq":[]})");

  EXPECT_EQ(event_of(get(path_of(event))).details->text, R"({"faq":[]})");
  EXPECT_EQ(read<kit::json::Page<EventView>>(get("/api/events")).items[0].details->text, R"({"faq":[]})");
}

TEST_F(http_browsing_routes, given_a_page_then_its_details_are_read_by_one_query) {
  const Event first = create_active(named("A"), R"({"number":1})");
  const Event plain = create_active(named("B"));
  const Event third = create_active(named("C"), R"({"number":3})");
  const std::string ids = first.id.str() + "," + plain.id.str() + "," + third.id.str();

  for (const std::string& target : {std::string("/api/events?sort=name"), "/api/events?ids=" + ids}) {
    SCOPED_TRACE(target);
    documents.queries = 0;

    const auto items = read<kit::json::Page<EventView>>(get(target)).items;

    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items[0].details->text, R"({"number":1})");
    EXPECT_EQ(items[1].details->text, "{}");
    EXPECT_EQ(items[2].details->text, R"({"number":3})");
    EXPECT_EQ(documents.queries, 1);
  }
}

TEST_F(http_browsing_routes, given_details_that_are_gone_or_away_then_lists_go_on_without) {
  const Event event = create_active(night_train(), R"({"number":1})");
  const auto details_in_list = [this] {
    return read<kit::json::Page<EventView>>(get("/api/events")).items.at(0).details->text;
  };

  documents.away = true;
  EXPECT_EQ(details_in_list(), "{}");
  documents.away = false;
  documents.collections.at("event_details").clear();
  EXPECT_EQ(details_in_list(), "{}");
}

TEST_F(http_browsing_routes, given_an_event_then_kept_answers_are_never_older_than_the_event) {
  const Event event = create_active(night_train(), R"({"a":1})");
  const Response first = get(path_of(event));
  const Response second = get(path_of(event));
  EXPECT_EQ(cache.hits, 1);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.headers.get("ETag"), "\"1\"");
  EXPECT_EQ(second.headers.get("Content-Type"), "application/json");

  ASSERT_TRUE(update(event, named("Day Train")));
  EXPECT_EQ(event_of(get(path_of(event))).name, "Day Train") << "right after the change";
  clock.set(event.content.ends_at);

  const Response over = get(path_of(event));
  EXPECT_EQ(event_of(over).status, EventStatus::completed);
  EXPECT_EQ(over.headers.get("ETag"), "\"2-completed\"");
}

TEST_F(http_browsing_routes, given_what_the_client_has_then_304_until_it_changes) {
  const Event event = create_active();
  const Headers has_it{{"If-None-Match", "\"1\""}};

  const Response same = get(path_of(event), has_it);
  ASSERT_TRUE(update(event, named("Day Train")));
  const Response changed = get(path_of(event), has_it);

  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(same.headers.get("ETag"), "\"1\"");
  EXPECT_EQ(changed.status, 200);
}

TEST_F(http_browsing_routes, given_documents_or_cache_are_away_then_events_are_still_shown_but_not_kept) {
  const Event event = create_active(night_train(), R"({"a":1})");
  documents.away = true;
  const Response without = get(path_of(event));
  EXPECT_EQ(without.status, 200);
  EXPECT_EQ(event_of(without).details->text, "{}");
  EXPECT_FALSE(without.headers.has("ETag"));
  EXPECT_TRUE(cache.entries_by_key.empty());

  documents.away = false;
  cache.away = true;

  EXPECT_EQ(event_of(get(path_of(event))).details->text, R"({"a":1})");
}

TEST_F(http_browsing_routes, given_active_events_then_categories_and_cities_are_counted) {
  create_active();

  EXPECT_EQ(get("/api/events/categories").body, R"({"items":[{"category":"Music","count":1}]})");
  EXPECT_EQ(get("/api/events/cities").body, R"({"items":[{"city":"Berlin","country":"DE","count":1}]})");
}

TEST_F(http_browsing_routes, given_any_uuid_then_a_poster_that_browsers_may_keep_and_not_run) {
  const std::string path = "/api/events/0197a000-0000-7000-8000-000000000001/poster.svg";

  const Response poster = get(path + "?w=300&h=200");
  const Response again =
      get(path + "?w=300&h=200", {{"If-None-Match", std::string(poster.headers.get("ETag").value_or(""))}});

  EXPECT_EQ(poster.status, 200);
  EXPECT_EQ(poster.headers.get("Content-Type"), "image/svg+xml");
  EXPECT_EQ(poster.headers.get("Cache-Control"), "public, max-age=86400");
  EXPECT_EQ(poster.headers.get("Content-Security-Policy"), "default-src 'none'; sandbox");
  EXPECT_EQ(poster.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_TRUE(poster.body.starts_with("<svg"));
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(get(path).status, 200);
  EXPECT_EQ(get(path + "?w=15").status, 422);
  EXPECT_EQ(get(path + "?h=2001").status, 422);
  EXPECT_EQ(get("/api/events/none/poster.svg").status, 404);
}

}  // namespace
}  // namespace boxoffice::services::events
