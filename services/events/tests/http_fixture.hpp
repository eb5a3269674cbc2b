#pragma once

// The events service's routes with everything behind them, asked as a server would ask them.

#include "kit/http/router.hpp"
#include "kit/idempotency/idempotency.hpp"
#include "kit/json/json.hpp"
#include "kit/json/page.hpp"
#include "kit/testing/http/asking.hpp"
#include "services/events/adapters/http_routes.hpp"
#include "services/events/tests/fixture.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::services::events {

/// "Bearer admin" and "Bearer user" name the caller.
class FakeAuthenticator final : public kit::http::Authenticator {
 public:
  Task<Result<kit::http::Principal>> authenticate(const kit::http::Request& request) override {
    const auto token = request.headers.get("Authorization").value_or("");
    kit::http::Principal principal{.kind = kit::http::Principal::Kind::user, .subject = organiser().id.str()};
    if (token.empty()) co_return kit::http::Principal{};
    if (token == "Bearer admin") principal.role = kit::http::Role::admin;
    principal.name = "olga";
    co_return principal;
  }
};

struct FieldErrorView {
  std::string pointer{};
};
BOOST_DESCRIBE_STRUCT(FieldErrorView, (), (pointer))

struct ProblemView {
  std::string code{};
  std::optional<std::vector<FieldErrorView>> errors{};
};
BOOST_DESCRIBE_STRUCT(ProblemView, (), (code, errors))

/// A body that POST takes; compact, so that tests replace parts of it.
inline constexpr std::string_view valid_body =
    R"({"name":"Night Train","description":"On rails.","category":"Music",)"
    R"("venue":{"name":"Grand Hall","address":"Hauptstr. 1","city":"Berlin","country":"DE","timeZone":"Europe/Berlin"},)"
    R"("startsAt":"2026-02-01T19:00:00Z","endsAt":"2026-02-01T22:00:00Z",)"
    R"("ticketTypes":[{"name":"Standard","price":{"amount":2500,"currency":"EUR"},"capacity":100,"maxPerOrder":8}],)"
    R"("details":{"agenda":["Doors"]}})";
inline constexpr std::string_view valid_details = R"({"agenda":["Doors"]})";

/// `valid_body` with one part replaced; the test fails when it is not there.
inline std::string body_with(std::string_view part, std::string_view replacement) {
  std::string body(valid_body);
  const auto at = body.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return body.replace(at, part.size(), replacement);
}

class HttpFixture : public EventsFixture {
 protected:
  HttpFixture() { mount(router, {.browsing = http_browsing, .editing = http_editing}); }

  using Headers = kit::http::Headers;
  using Method = kit::http::Method;
  using Response = kit::http::Response;

  Response ask(Method method, const std::string& target, Headers headers = {}, std::string json = "") {
    auto request = kit::testing::request_for(method, target, std::move(headers));
    request.context.trace.span_id = std::to_string(++asked);
    return kit::testing::ask(*served, std::move(request), std::move(json));
  }
  Response get(const std::string& target, Headers headers = {}) { return ask(Method::get, target, std::move(headers)); }
  Response get_as_admin(const std::string& target) { return get(target, as_admin()); }
  static Headers as_admin() { return {{"Authorization", "Bearer admin"}}; }

  /// What an answer says, as the type that its route promises.
  template <class View>
  static View read(const Response& response) {
    auto view = kit::json::from_json_lenient<View>(response.body);
    EXPECT_TRUE(view) << response.body;
    return view.value_or(View{});
  }
  static EventView event_of(const Response& response) { return read<EventView>(response); }
  /// The names of a list's items, in order.
  static std::vector<std::string> names_of(const Response& response) {
    std::vector<std::string> names;
    for (const auto& item : read<kit::json::Page<EventView>>(response).items) names.push_back(item.name);
    return names;
  }
  /// The JSON pointers of a problem.
  static std::vector<std::string> pointers_of(const Response& response) {
    std::vector<std::string> pointers;
    for (const auto& error : read<ProblemView>(response).errors.value_or(std::vector<FieldErrorView>{})) {
      pointers.push_back(error.pointer);
    }
    return pointers;
  }
  static std::string code_of(const Response& response) { return read<ProblemView>(response).code; }

  FakeAuthenticator authenticator{};
  FakeCache cache{};
  CachedViews views{cache, lines};
  HttpBrowsing http_browsing{browsing, views, clock};
  HttpEditing http_editing{editing, clock, lines};
  std::unique_ptr<kit::http::IdempotencyHook> hook = kit::idempotency::make_hook(*database, clock);
  kit::http::Router router{authenticator, hook.get()};
  kit::http::Application* served = &router;  // what ask() asks
  int asked = 0;
};

}  // namespace boxoffice::services::events
