// Small adapters: time zones, the inventory's answers, validators.

#include "kit/testing/run.hpp"
#include "services/events/adapters/cached_views.hpp"
#include "services/events/adapters/date_zones.hpp"
#include "services/events/adapters/etag.hpp"
#include "services/events/adapters/http_inventory.hpp"
#include "services/events/tests/fakes.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::services::events {
namespace {

using kit::base::fail;

TEST(date_zones, given_names_then_only_those_of_the_database_exist) {
  const DateZones zones;
  for (const char* name : {"Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "Asia/Kolkata"}) {
    EXPECT_TRUE(zones.exists(name)) << name;
  }
  for (const char* name : {"", "Berlin", "Europe/Bärlin", "Mars/Base", "europe/berlin", "../../etc/passwd", "Europe"}) {
    EXPECT_FALSE(zones.exists(name)) << name;
  }
}

TEST(http_inventory, given_answers_then_only_capacity_in_use_is_an_outcome) {
  EXPECT_TRUE(outcome_of(std::string{}));
  EXPECT_TRUE(outcome_of(fail(kit::base::codes::not_found, "No inventory.")));
  const auto refused = outcome_of(fail(codes::capacity_in_use, "5 tickets of Standard are held or sold."));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, codes::capacity_in_use);
  EXPECT_EQ(refused.error().message, "5 tickets of Standard are held or sold.");
  EXPECT_THROW(std::ignore = outcome_of(fail(kit::base::codes::unauthenticated, "Who?")), kit::base::Unavailable);
}

TEST(etag, given_if_match_then_the_version_in_it) {
  struct Case {
    std::string value;
    std::optional<std::int64_t> version;
  };
  const Case cases[] = {{"\"7\"", 7},
                        {"W/\"7\"", 7},
                        {" \"12\" ", 12},
                        {"\"3-completed\"", 3},
                        {"7", std::nullopt},
                        {"*", std::nullopt},
                        {"\"\"", std::nullopt},
                        {"\"", std::nullopt},
                        {"\"-1\"", std::nullopt},
                        {"\"7x\"", std::nullopt},
                        {"", std::nullopt}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.value);
    EXPECT_EQ(version_in_if_match({{"If-Match", each.value}}), each.version);
  }
  EXPECT_EQ(version_in_if_match({}), std::nullopt);
  EXPECT_EQ(version_in_if_match({{"If-Match", etag_of({.version = 9, .status = EventStatus::completed})}}), 9);
}

TEST(etag, given_if_match_then_it_asks_for_a_state_unless_any_will_do) {
  EXPECT_TRUE(has_if_match({{"If-Match", "\"7\""}}));
  EXPECT_TRUE(has_if_match({{"If-Match", "\"of somebody else\""}}));
  EXPECT_FALSE(has_if_match({{"If-Match", " * "}}));
  EXPECT_FALSE(has_if_match({}));
}

TEST(etag, given_if_none_match_then_seen_when_any_of_them_is_it) {
  EXPECT_TRUE(has_seen({{"If-None-Match", "\"7\""}}, "\"7\""));
  EXPECT_TRUE(has_seen({{"If-None-Match", "\"5\", W/\"7\""}}, "\"7\""));
  EXPECT_TRUE(has_seen({{"If-None-Match", "*"}}, "\"7\""));
  EXPECT_FALSE(has_seen({{"If-None-Match", "\"70\""}}, "\"7\""));
  EXPECT_FALSE(has_seen({}, "\"7\""));
}

TEST(cached_views, given_another_version_or_status_then_another_key) {
  const EventHead head{.id = contracts::EventId{"e"}, .version = 3, .status = EventStatus::active};
  EventHead changed = head;
  changed.version = 4;
  EventHead over = head;
  over.status = EventStatus::completed;

  EXPECT_EQ(view_key(head), "event:e:3:ACTIVE");
  EXPECT_EQ(view_key(changed), "event:e:4:ACTIVE");
  EXPECT_EQ(view_key(over), "event:e:3:COMPLETED");
}

TEST(cached_views, given_the_cache_is_away_then_as_if_it_were_empty) {
  FakeCache cache;
  const CachedViews views(cache, kit::telemetry::Log::capturing("event-service"));
  kit::testing::run(views.keep("key", "{}"));
  EXPECT_EQ(kit::testing::run(views.find("key")), "{}");

  cache.away = true;

  EXPECT_EQ(kit::testing::run(views.find("key")), std::nullopt);
  EXPECT_NO_THROW(kit::testing::run(views.keep("key", "{}")));
}

}  // namespace
}  // namespace boxoffice::services::events
