#include "services/events/adapters/http_editing.hpp"

#include "services/events/tests/http_fixture.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace boxoffice::services::events {
namespace {

using boost::json::object;

class http_editing_routes : public HttpFixture {
 protected:
  Response create_event(const object& body, Headers headers = as_admin()) {
    return ask(Method::post, "/api/events", std::move(headers), serialize(body));
  }
  std::string create_id() { return object_of(create_event(valid_body())).at("id").as_string().c_str(); }
  Response change(const std::string& id, object body, Headers headers = as_admin()) {
    return ask(Method::put, "/api/events/" + id, std::move(headers), serialize(body));
  }
};

TEST_F(http_editing_routes, given_a_valid_body_then_created_as_a_draft) {
  const Response created = create_event(valid_body());

  ASSERT_EQ(created.status, 201) << created.body;
  const object event = object_of(created);
  EXPECT_EQ(event.at("status").as_string(), "DRAFT");
  EXPECT_EQ(event.at("version").as_int64(), 0);
  EXPECT_EQ(event.at("createdBy").as_string(), organiser().id.str());
  EXPECT_EQ(event.at("details"), valid_body().at("details"));
  EXPECT_EQ(event.at("venue"), valid_body().at("venue"));
  EXPECT_EQ(event.at("startsAt").as_string(), "2026-02-01T19:00:00.000Z");
  EXPECT_FALSE(event.contains("imageUrl"));
  const auto& type = event.at("ticketTypes").as_array().at(0).as_object();
  EXPECT_EQ(type.at("price"), (object{{"amount", 2500}, {"currency", "EUR"}}));
  EXPECT_TRUE(kit::base::is_uuid(std::string(type.at("id").as_string())));
}

TEST_F(http_editing_routes, given_wrong_members_then_each_is_named) {
  struct Case {
    std::string name;
    std::function<void(object&)> change;
    std::vector<std::string> pointers;
  };
  const auto type = [](object& body) -> object& { return body["ticketTypes"].as_array()[0].as_object(); };
  const Case cases[] = {
      {"no name", [](object& body) { body.erase("name"); }, {"/name"}},
      {"long name", [](object& body) { body["name"] = std::string(121, 'x'); }, {"/name"}},
      {"unknown member", [](object& body) { body["status"] = "ACTIVE"; }, {"/status"}},
      {"plain http image", [](object& body) { body["imageUrl"] = "http://example.org/a.png"; }, {"/imageUrl"}},
      {"zone by form", [](object& body) { body["venue"].as_object()["timeZone"] = "Mars Base"; }, {"/venue/timeZone"}},
      {"zone by name", [](object& body) { body["venue"].as_object()["timeZone"] = "Mars/Base"; }, {"/venue/timeZone"}},
      {"capacity", [&](object& body) { type(body)["capacity"] = 1'000'001; }, {"/ticketTypes/0/capacity"}},
      {"negative price",
       [&](object& body) { type(body)["price"].as_object()["amount"] = -1; },
       {"/ticketTypes/0/price/amount"}},
      {"currency",
       [&](object& body) { type(body)["price"].as_object()["currency"] = "eur"; },
       {"/ticketTypes/0/price/currency"}},
      {"max per order", [&](object& body) { type(body)["maxPerOrder"] = 101; }, {"/ticketTypes/0/maxPerOrder"}},
      {"details that are no object", [](object& body) { body["details"] = boost::json::array{1}; }, {"/details"}},
      {"too many details",
       [](object& body) { body["details"] = object{{"text", std::string(64 * 1024, 'x')}}; },
       {"/details"}},
      {"too many ticket types",
       [](object& body) {
         auto& types = body["ticketTypes"].as_array();
         while (types.size() < 51) types.push_back(types[0]);
       },
       {"/ticketTypes"}},
      {"ends before it starts", [](object& body) { body["endsAt"] = "2026-01-01T00:00:00Z"; }, {"/endsAt"}},
      {"not a time", [](object& body) { body["startsAt"] = "tomorrow"; }, {"/startsAt"}},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    object body = valid_body();
    each.change(body);

    const Response refused = create_event(body);

    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(pointers_of(refused), each.pointers);
  }
  EXPECT_TRUE(published().empty());
}

TEST_F(http_editing_routes, given_callers_then_only_administrators_write) {
  const std::string id = create_id();
  struct Case {
    Method method;
    std::string target;
  };
  const Case cases[] = {{Method::post, "/api/events"},
                        {Method::put, "/api/events/" + id},
                        {Method::post, "/api/events/" + id + "/publish"},
                        {Method::post, "/api/events/" + id + "/cancel"},
                        {Method::delete_, "/api/events/" + id},
                        {Method::get, "/api/events/" + id + "/logs"}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.target);
    EXPECT_EQ(ask(each.method, each.target).status, 401);
    EXPECT_EQ(ask(each.method, each.target, {{"Authorization", "Bearer user"}}).status, 403);
  }
}

TEST_F(http_editing_routes, given_a_repeat_with_the_same_key_then_one_event) {
  Headers keyed = as_admin();
  keyed.set("Idempotency-Key", "create-1");

  const Response first = create_event(valid_body(), keyed);
  const Response again = create_event(valid_body(), keyed);
  object other = valid_body();
  other["name"] = "Another";
  const Response reused = create_event(other, keyed);

  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.headers.get("Idempotency-Replayed"), "true");
  EXPECT_EQ(reused.status, 422);
  EXPECT_EQ(published().size(), 1U);
}

TEST_F(http_editing_routes, given_a_change_then_its_version_comes_from_the_body_or_if_match) {
  const std::string id = create_id();
  object body = valid_body();

  const Response without = change(id, body);
  Headers matching = as_admin();
  matching.set("If-Match", "\"0\"");
  const Response by_header = change(id, body, matching);
  body["version"] = 1;
  const Response by_body = change(id, body);
  const Response late = change(id, body);

  EXPECT_EQ(without.status, 422);
  EXPECT_EQ(pointers_of(without), std::vector<std::string>{"/version"});
  EXPECT_EQ(by_header.status, 200) << by_header.body;
  EXPECT_EQ(by_header.headers.get("ETag"), "\"1\"");
  EXPECT_EQ(by_body.status, 200);
  EXPECT_EQ(object_of(by_body).at("version").as_int64(), 2);
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(code_of(late), "VERSION_CONFLICT");
}

TEST_F(http_editing_routes, given_no_details_in_a_change_then_they_stay) {
  const std::string id = create_id();
  object body = valid_body();
  body.erase("details");
  body["version"] = 0;

  const Response changed = change(id, body);

  EXPECT_EQ(object_of(changed).at("details"), valid_body().at("details"));
}

TEST_F(http_editing_routes, given_a_life_then_every_step_is_answered_and_logged) {
  const std::string path = "/api/events/" + create_id();

  const Response active = ask(Method::post, path + "/publish", as_admin());
  const Response undeletable = ask(Method::delete_, path, as_admin());
  const Response cancelled = ask(Method::post, path + "/cancel", as_admin(), R"({"reason":"Rain"})");
  const Response again = ask(Method::post, path + "/cancel", as_admin());
  const Response log = get_as_admin(path + "/logs");

  EXPECT_EQ(object_of(active).at("status").as_string(), "ACTIVE");
  EXPECT_EQ(code_of(undeletable), "INVALID_STATE");
  EXPECT_EQ(object_of(cancelled).at("status").as_string(), "CANCELLED");
  EXPECT_EQ(again.status, 409);
  const auto& entries = object_of(log).at("items").as_array();
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].as_object().at("actorName").as_string(), "olga");
  EXPECT_FALSE(entries[0].as_object().contains("changes"));
  const auto names_of_lines = lines.captured();
  EXPECT_NE(names_of_lines.back().find("event_cancelled"), std::string::npos);
}

TEST_F(http_editing_routes, given_a_log_then_walked_by_cursor) {
  const std::string path = "/api/events/" + create_id();
  ASSERT_EQ(ask(Method::post, path + "/publish", as_admin()).status, 200);

  const object first = object_of(get_as_admin(path + "/logs?limit=1"));
  const std::string cursor = first.at("nextCursor").as_string().c_str();
  const object second = object_of(get_as_admin(path + "/logs?limit=1&cursor=" + cursor));

  EXPECT_NE(first.at("items"), second.at("items"));
  EXPECT_EQ(second.at("items").as_array().size(), 1U);
  EXPECT_TRUE(second.at("nextCursor").is_null());
}

TEST_F(http_editing_routes, given_a_draft_then_deleted_with_204) {
  const std::string path = "/api/events/" + create_id();

  EXPECT_EQ(ask(Method::delete_, path, as_admin()).status, 204);
  EXPECT_EQ(get_as_admin(path).status, 404);
  EXPECT_EQ(ask(Method::delete_, path, as_admin()).status, 404);
}

}  // namespace
}  // namespace boxoffice::services::events
