#include "services/events/adapters/http_editing.hpp"

#include "services/events/tests/http_fixture.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <utility>

namespace boxoffice::services::events {
namespace {

/// Hears of every beginning and of no end, as when the process dies in between.
class DyingHook final : public kit::http::IdempotencyHook {
 public:
  explicit DyingHook(kit::http::IdempotencyHook& real) : real_(real) {}

  Task<Result<std::optional<kit::http::Rendered>>> begin(kit::http::KeyedRequest request) override {
    return real_.begin(std::move(request));
  }
  Task<> end(kit::http::KeyedRequest, std::optional<kit::http::Rendered>) override {
    throw std::runtime_error("killed");
    co_return;
  }

 private:
  kit::http::IdempotencyHook& real_;
};

class http_editing_routes : public HttpFixture {
 protected:
  Response create_event(std::string body = std::string(valid_body), Headers headers = as_admin()) {
    return ask(Method::post, "/api/events", std::move(headers), std::move(body));
  }
  std::string create_path() { return "/api/events/" + event_of(create_event()).id.str(); }
  Response change(const std::string& path, std::string body, Headers headers = as_admin()) {
    return ask(Method::put, path, std::move(headers), std::move(body));
  }
  static std::string versioned(int version) {
    return body_with(R"({"name")", fmt::format(R"({{"version":{},"name")", version));
  }
};

TEST_F(http_editing_routes, given_a_valid_body_then_created_as_a_draft) {
  const Response created = create_event();

  ASSERT_EQ(created.status, 201) << created.body;
  const EventView event = event_of(created);
  EXPECT_EQ(event.status, EventStatus::draft);
  EXPECT_EQ(event.version, 0);
  EXPECT_EQ(event.created_by, organiser().id);
  EXPECT_EQ(event.name, "Night Train");
  EXPECT_EQ(event.details->text, valid_details);
  EXPECT_EQ(event.venue.time_zone, "Europe/Berlin");
  EXPECT_EQ(kit::base::to_rfc3339(event.starts_at), "2026-02-01T19:00:00.000Z");
  EXPECT_EQ(event.image_url, std::nullopt);
  ASSERT_EQ(event.ticket_types.size(), 1U);
  EXPECT_EQ(event.ticket_types[0].price, (kit::base::Money{2500, "EUR"}));
  EXPECT_TRUE(kit::base::is_uuid(event.ticket_types[0].id.str()));
}

TEST_F(http_editing_routes, given_documents_that_are_away_from_the_start_then_refused_for_now_until_they_are_there) {
  documents.away = true;

  EXPECT_THROW(create_event(), kit::base::Unavailable) << "which is rendered as 503 with Retry-After";
  EXPECT_EQ(create_event(body_with(R"(,"details":{"agenda":["Doors"]})", "")).status, 201) << "without details";
  documents.away = false;
  const Response created = create_event();
  ASSERT_EQ(created.status, 201) << created.body;
  EXPECT_EQ(event_of(created).details->text, valid_details);
}

TEST_F(http_editing_routes, given_only_what_is_required_then_the_rest_has_defaults) {
  const Response created = create_event(
      R"({"name":"N","category":"Music","venue":{"name":"H","city":"Berlin","country":"DE","timeZone":"Europe/Berlin"},)"
      R"("startsAt":"2026-02-01T19:00:00Z","endsAt":"2026-02-01T22:00:00Z"})");

  ASSERT_EQ(created.status, 201) << created.body;
  EXPECT_EQ(event_of(created).details->text, "{}");
  EXPECT_TRUE(event_of(created).ticket_types.empty());
}

TEST_F(http_editing_routes, given_wrong_members_then_each_is_named) {
  struct Case {
    std::string name;
    std::string part;
    std::string replacement;
    std::vector<std::string> pointers;
  };
  const std::string type = R"({"name":"Standard","price":{"amount":2500,"currency":"EUR"},"capacity":100})";
  std::string many_types = R"("ticketTypes":[)";
  for (int number = 0; number < 50; ++number) many_types += type + ",";
  const Case cases[] = {
      {"no name", R"("name":"Night Train",)", "", {"/name"}},
      {"long name", "Night Train", std::string(121, 'x'), {"/name"}},
      {"two lines in a name", "Night Train", R"(Night\nTrain)", {"/name"}},
      {"unknown member", R"({"name")", R"({"status":"ACTIVE","name")", {"/status"}},
      {"plain http image", R"({"name")", R"({"imageUrl":"http://example.org/a.png","name")", {"/imageUrl"}},
      {"zone by form", "Europe/Berlin", "Mars Base", {"/venue/timeZone"}},
      {"zone by name", "Europe/Berlin", "Mars/Base", {"/venue/timeZone"}},
      {"capacity", R"("capacity":100)", R"("capacity":1000001)", {"/ticketTypes/0/capacity"}},
      {"negative price", R"("amount":2500)", R"("amount":-1)", {"/ticketTypes/0/price/amount"}},
      {"currency", R"("EUR")", R"("eur")", {"/ticketTypes/0/price/currency"}},
      {"max per order", R"("maxPerOrder":8)", R"("maxPerOrder":101)", {"/ticketTypes/0/maxPerOrder"}},
      {"details that are no object", std::string(valid_details), "[1]", {"/details"}},
      {"too many details", "Doors", std::string(64UL * 1024, 'x'), {"/details"}},
      {"too many ticket types", R"("ticketTypes":[)", many_types, {"/ticketTypes"}},
      {"ends before it starts", "2026-02-01T22:00:00Z", "2026-01-01T00:00:00Z", {"/endsAt"}},
      {"not a time", "2026-02-01T19:00:00Z", "tomorrow", {"/startsAt"}},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    const Response refused = create_event(body_with(each.part, each.replacement));

    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(pointers_of(refused), each.pointers);
  }
  EXPECT_TRUE(published().empty());
}

TEST_F(http_editing_routes, given_callers_then_only_administrators_write) {
  const std::string path = create_path();
  const std::pair<Method, std::string> cases[] = {{Method::post, "/api/events"},     {Method::put, path},
                                                  {Method::post, path + "/publish"}, {Method::post, path + "/cancel"},
                                                  {Method::delete_, path},           {Method::get, path + "/logs"}};
  for (const auto& [method, target] : cases) {
    SCOPED_TRACE(target);
    EXPECT_EQ(ask(method, target).status, 401);
    EXPECT_EQ(ask(method, target, {{"Authorization", "Bearer user"}}).status, 403);
  }
}

TEST_F(http_editing_routes, given_a_repeat_with_the_same_key_then_one_event) {
  Headers keyed = as_admin();
  keyed.set("Idempotency-Key", "create-1");

  const Response first = create_event(std::string(valid_body), keyed);
  const Response again = create_event(std::string(valid_body), keyed);
  const Response reused = create_event(body_with("Night", "Day"), keyed);

  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.headers.get("Idempotency-Replayed"), "true");
  EXPECT_EQ(code_of(reused), "IDEMPOTENCY_KEY_REUSED");
  EXPECT_EQ(published().size(), 1U);
}

TEST_F(http_editing_routes, given_a_crash_after_the_change_then_the_repeat_gets_its_answer_and_changes_nothing) {
  DyingHook dying_hook(*hook);
  kit::http::Router dying(authenticator, &dying_hook);
  mount(dying, {.browsing = http_browsing, .editing = http_editing});
  struct Case {
    const char* name;
    Method method;
    std::string target;
    std::string body;
    int status;
  };
  const std::string path = create_path();
  const Case cases[] = {{"create", Method::post, "/api/events", std::string(valid_body), 201},
                        {"update", Method::put, path, versioned(0), 200},
                        {"publish", Method::post, path + "/publish", "", 200},
                        {"cancel", Method::post, path + "/cancel", R"({"reason":"Rain"})", 200}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    Headers keyed = as_admin();
    keyed.set("Idempotency-Key", each.name);
    served = &dying;
    EXPECT_THROW(ask(each.method, each.target, keyed, each.body), std::runtime_error);
    const auto before = published();

    served = &router;
    clock.advance(kit::idempotency::lease);
    const Response repeat = ask(each.method, each.target, keyed, each.body);

    EXPECT_EQ(repeat.status, each.status) << repeat.body;
    EXPECT_EQ(repeat.headers.get("Idempotency-Replayed"), "true");
    EXPECT_EQ(event_of(repeat).details->text, valid_details);
    EXPECT_EQ(published(), before);
  }
}

TEST_F(http_editing_routes, given_a_change_then_its_version_comes_from_the_body_or_if_match) {
  const std::string path = create_path();
  Headers matching = as_admin();
  matching.set("If-Match", "\"0\"");

  const Response without = change(path, std::string(valid_body));
  const Response by_header = change(path, std::string(valid_body), matching);
  const Response by_body = change(path, versioned(1));
  const Response late = change(path, versioned(1));

  EXPECT_EQ(pointers_of(without), std::vector<std::string>{"/version"});
  EXPECT_EQ(by_header.status, 200) << by_header.body;
  EXPECT_EQ(by_header.headers.get("ETag"), "\"1\"");
  EXPECT_EQ(event_of(by_body).version, 2);
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(code_of(late), "VERSION_CONFLICT");
}

TEST_F(http_editing_routes, given_publish_or_cancel_of_another_version_then_refused) {
  const std::string path = create_path();
  const auto ask_to = [&](const std::string& step, const std::string& if_match, const std::string& body) {
    Headers headers = as_admin();
    if (!if_match.empty()) headers.set("If-Match", if_match);
    return ask(Method::post, path + step, std::move(headers), body);
  };
  struct Case {
    std::string step;
    std::string current;
    std::string stale;
  };
  for (const Case& each : {Case{"/publish", "0", "1"}, Case{"/cancel", "1", "0"}}) {
    SCOPED_TRACE(each.step);
    const Response refusals[] = {ask_to(each.step, "\"" + each.stale + "\"", ""),
                                 ask_to(each.step, "\"of-somebody-else\"", ""),
                                 ask_to(each.step, "", R"({"version":)" + each.stale + "}")};
    for (const Response& refused : refusals) {
      EXPECT_EQ(refused.status, 409);
      EXPECT_EQ(code_of(refused), "VERSION_CONFLICT");
    }
    EXPECT_EQ(ask_to(each.step, "", R"({"version":-1})").status, 422);
    EXPECT_EQ(ask_to(each.step, "\"" + each.current + "\"", "").status, 200);
  }
}

TEST_F(http_editing_routes, given_a_version_or_any_then_publish_and_cancel_go_on) {
  const std::string path = create_path();
  Headers any = as_admin();
  any.set("If-Match", "*");

  EXPECT_EQ(ask(Method::post, path + "/publish", as_admin(), R"({"version":0})").status, 200);
  EXPECT_EQ(ask(Method::post, path + "/cancel", any).status, 200);
}

TEST_F(http_editing_routes, given_no_details_in_a_change_then_they_stay) {
  const std::string path = create_path();
  Headers matching = as_admin();
  matching.set("If-Match", "\"0\"");

  const Response changed = change(path, body_with(R"(,"details":{"agenda":["Doors"]})", ""), matching);

  EXPECT_EQ(event_of(changed).details->text, valid_details);
}

TEST_F(http_editing_routes, given_a_life_then_every_step_is_answered_and_logged) {
  const std::string path = create_path();
  clock.advance(std::chrono::milliseconds{5});

  const Response active = ask(Method::post, path + "/publish", as_admin());
  const Response undeletable = ask(Method::delete_, path, as_admin());
  clock.advance(std::chrono::milliseconds{5});
  const Response cancelled = ask(Method::post, path + "/cancel", as_admin(), R"({"reason":"Rain"})");
  const Response again = ask(Method::post, path + "/cancel", as_admin());

  EXPECT_EQ(event_of(active).status, EventStatus::active);
  EXPECT_EQ(code_of(undeletable), "INVALID_STATE");
  EXPECT_EQ(event_of(cancelled).status, EventStatus::cancelled);
  EXPECT_EQ(code_of(again), "INVALID_STATE");
  const auto entries = read<kit::json::Page<LogEntryView>>(get_as_admin(path + "/logs")).items;
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].action, Action::cancelled);
  EXPECT_EQ(entries[0].reason, "Rain");
  EXPECT_EQ(entries[0].actor_name, "olga");
  EXPECT_EQ(entries[0].changes, std::nullopt);
  EXPECT_EQ(entries[2].action, Action::created);
  EXPECT_NE(lines.captured().back().find("event_cancelled"), std::string::npos);
}

TEST_F(http_editing_routes, given_a_log_then_walked_by_cursor) {
  using LogPage = kit::json::Page<LogEntryView>;
  const std::string path = create_path();
  ASSERT_EQ(ask(Method::post, path + "/publish", as_admin()).status, 200);

  const auto first = read<LogPage>(get_as_admin(path + "/logs?limit=1"));
  const auto second = read<LogPage>(get_as_admin(path + "/logs?limit=1&cursor=" + first.next_cursor.value_or("")));

  ASSERT_EQ(second.items.size(), 1U);
  EXPECT_NE(first.items[0].id, second.items[0].id);
  EXPECT_EQ(second.next_cursor, std::nullopt);
}

TEST_F(http_editing_routes, given_a_draft_then_deleted_with_204) {
  const std::string path = create_path();

  EXPECT_EQ(ask(Method::delete_, path, as_admin()).status, 204);
  EXPECT_EQ(get_as_admin(path).status, 404);
  EXPECT_EQ(ask(Method::delete_, path, as_admin()).status, 404);
}

}  // namespace
}  // namespace boxoffice::services::events
