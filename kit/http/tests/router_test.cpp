#include "kit/http/router.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/tests/router_fixture.hpp"
#include "kit/json/reader.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::http::tests {
namespace {

class Routes : public ::testing::Test, protected Fixture {
 protected:
  Routes() {
    router.get("/api/seats", Guard::optional, handlers, &Handlers::list, {.summary = "List the seats"});
    router.get("/api/seats/{id}", Guard::anyone, handlers, &Handlers::find);
    router.get("/api/seats/active", Guard::anyone, handlers, &Handlers::find_active);
    router.post("/api/seats", Guard::admin, handlers, &Handlers::add, {.status = 201, .body_limit = 64});
    router.put("/api/seats/{seatId}", Guard::user, handlers, &Handlers::change);
    router.delete_("/api/seats/{id}", Guard::service, handlers, &Handlers::remove);
    router.post("/api/wishes", Guard::user, handlers, &Handlers::wish);
    router.get("/api/text", Guard::anyone, handlers, &Handlers::text, {.produces = "text/plain"});
    router.post("/api/stored", Guard::user, handlers, &Handlers::stored);
    router.post("/api/judged", Guard::anyone, handlers, &Handlers::judge, {.body_limit = 64});
  }
};

TEST_F(Routes, given_handlers_of_every_shape_then_each_gets_its_arguments) {
  struct Case {
    Asked asked;
    int status;
    std::string body;
  };
  Case cases[] = {
      {ask(Method::get, "/api/seats?city=K%C3%B6ln+S%2B"), 200, R"({"handler":"list","city":"Köln S+"})"},
      {ask(Method::get, "/api/seats").as("user"), 200, R"({"handler":"list","caller":"user-1"})"},
      {ask(Method::get, "/api/seats/a%2Fb"), 200, R"({"handler":"find","id":"a/b"})"},
      {ask(Method::get, "/api/seats/active").as("user"), 200, R"({"handler":"find_active","caller":""})"},
      {ask(Method::post, "/api/seats").as("admin").json(R"({"row":"A","number":1})"), 201,
       R"({"handler":"add","caller":"admin-1","row":"A"})"},
      {ask(Method::put, "/api/seats/7?city=Bonn").as("user").json(R"({"row":"B","number":2})"), 202,
       R"({"handler":"change","id":"7","caller":"user-1","city":"Bonn","row":"B"})"},
      {ask(Method::delete_, "/api/seats/7").as("orders"), 204, ""},
      {ask(Method::get, "/api/text"), 200, "hello"},
      {ask(Method::post, "/api/stored").as("user"), 402, R"({"code":"PAYMENT_DECLINED"})"},
  };
  for (Case& each : cases) {
    SCOPED_TRACE(each.asked.request.target);
    const Response response = send(std::move(each.asked));
    EXPECT_EQ(response.status, each.status);
    EXPECT_EQ(response.body, each.body);
  }
}

TEST_F(Routes, given_answers_then_headers_say_what_they_are) {
  const Response json = send(ask(Method::put, "/api/seats/7").as("user").json(R"({"row":"B","number":2})"));
  EXPECT_EQ(json.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(json.headers.get("Cache-Control"), "no-store");
  EXPECT_EQ(json.headers.get("Location"), "/api/seats/1");

  const Response text = send(ask(Method::get, "/api/text"));
  EXPECT_EQ(text.headers.get("Content-Type"), "text/plain");
  EXPECT_EQ(text.headers.get("Cache-Control"), "max-age=60");

  const Response nothing = send(ask(Method::delete_, "/api/seats/7").as("orders"));
  EXPECT_FALSE(nothing.headers.has("Content-Type"));

  const Response stored = send(ask(Method::post, "/api/stored").as("user"));
  EXPECT_EQ(stored.headers.get("Content-Type"), "application/problem+json");
  EXPECT_EQ(stored.headers.get("Idempotency-Replayed"), "true");
}

TEST_F(Routes, given_call_then_it_carries_the_request) {
  Asked asked = ask(Method::get, "/api/seats/7").with("User-Agent", "test");
  asked.request.secure = true;

  send(std::move(asked));

  EXPECT_EQ(handlers.last.context.request_id, "r-1");
  EXPECT_EQ(handlers.last.client_address, "192.0.2.1");
  EXPECT_EQ(handlers.last.headers.get("user-agent"), "test");
  EXPECT_EQ(handlers.last.path("id"), "7");
  EXPECT_TRUE(handlers.last.secure);
  EXPECT_FALSE(handlers.last.key);
}

TEST_F(Routes, given_unknown_path_then_404) {
  for (const char* path :
       {"/", "", "/api", "/api/seats/", "/api/seats/1/2", "/api//seats", "/API/seats", "/api/%73eats"}) {
    SCOPED_TRACE(path);
    const Response response = send(ask(Method::get, path));
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(code_of(response), "NOT_FOUND");
    EXPECT_FALSE(router.matches(path));
    EXPECT_FALSE(router.pattern_of(path));
  }
}

TEST_F(Routes, given_paths_then_patterns_are_found_whatever_the_method) {
  EXPECT_EQ(router.pattern_of("/api/seats"), "/api/seats");
  EXPECT_EQ(router.pattern_of("/api/seats/7"), "/api/seats/{id}");
  EXPECT_EQ(router.pattern_of("/api/seats/active"), "/api/seats/active");
  EXPECT_TRUE(router.matches("/api/seats/%FF"));
}

TEST_F(Routes, given_other_method_then_405_with_allow) {
  const Response response = send(ask(Method::patch, "/api/seats/7"));

  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(code_of(response), "METHOD_NOT_ALLOWED");
  EXPECT_EQ(response.headers.get("Allow"), "GET, HEAD, PUT, DELETE, OPTIONS");
}

TEST_F(Routes, given_literal_segment_then_it_hides_the_parameter_also_for_other_methods) {
  const Response response = send(ask(Method::put, "/api/seats/active").as("user").json("{}"));

  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.get("Allow"), "GET, HEAD, OPTIONS");
}

TEST_F(Routes, given_options_then_204_with_allow_without_credentials) {
  const Response response = send(ask(Method::options, "/api/seats"));

  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.headers.get("Allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(send(ask(Method::options, "/api/nothing")).status, 404);
}

TEST_F(Routes, given_head_then_get_serves_it) {
  const Response response = send(ask(Method::head, "/api/seats/7"));

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(handlers.calls, 1);
}

TEST_F(Routes, given_principals_then_guards_answer_401_and_403) {
  struct Case {
    Method method;
    const char* path;
    const char* token;
    int status;
  };
  constexpr Case cases[] = {
      {Method::get, "/api/seats/7", "broken", 200},  // anyone: no token is looked at
      {Method::get, "/api/seats", "", 200},          // optional
      {Method::get, "/api/seats", "broken", 401},
      {Method::get, "/api/seats", "orders", 200},
      {Method::put, "/api/seats/7", "", 401},  // user
      {Method::put, "/api/seats/7", "broken", 401},
      {Method::put, "/api/seats/7", "orders", 403},
      {Method::post, "/api/seats", "", 401},  // admin
      {Method::post, "/api/seats", "user", 403},
      {Method::post, "/api/seats", "orders", 403},
      {Method::delete_, "/api/seats/7", "", 401},  // service
      {Method::delete_, "/api/seats/7", "admin", 403},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(std::string(to_string(each.method)) + " " + each.path + " as '" + each.token + "'");
    Asked asked = ask(each.method, each.path);
    if (*each.token != '\0') asked = std::move(asked).as(each.token);
    const Response response = send(std::move(asked));
    EXPECT_EQ(response.status, each.status);
    EXPECT_EQ(response.headers.has("WWW-Authenticate"), each.status == 401);
  }
}

TEST_F(Routes, given_token_that_cannot_be_judged_then_the_failure_goes_to_the_middleware) {
  EXPECT_THROW(send(ask(Method::get, "/api/seats").as("away")), base::Unavailable);
}

TEST_F(Routes, given_several_faults_then_the_first_in_the_order_of_checks_counts) {
  const std::string large(65, ' ');
  struct Case {
    const char* name = "";
    Asked asked{};
    int status = 0;
  };
  Case cases[] = {
      {"unknown path before method", ask(Method::patch, "/api/nothing").json("{"), 404},
      {"method before credentials", ask(Method::patch, "/api/seats").json("{"), 405},
      {"credentials before size", ask(Method::post, "/api/seats").json(large), 401},
      {"role before size", ask(Method::post, "/api/seats").as("user").json(large), 403},
      {"size before type", ask(Method::post, "/api/seats").as("admin").json(large).with("Content-Type", "text/html"),
       413},
      {"type before form", ask(Method::post, "/api/seats").as("admin").json("{").with("Content-Type", "text/html"),
       415},
      {"path before body", ask(Method::put, "/api/seats/%FF").as("user").json(R"({"row":7})"), 400},
      {"form before fields", ask(Method::put, "/api/seats/7?limit=0").as("user").json("{"), 400},
  };
  for (Case& each : cases) {
    SCOPED_TRACE(each.name);
    EXPECT_EQ(send(std::move(each.asked)).status, each.status);
  }
  EXPECT_EQ(handlers.calls, 0);
}

TEST_F(Routes, given_wrong_fields_in_query_and_body_then_all_are_reported) {
  const Response response =
      send(ask(Method::put, "/api/seats/7?limit=0&color=red").as("user").json(R"({"row":"ABCD","extra":1})"));

  EXPECT_EQ(response.status, 422);
  for (const char* pointer : {"?limit", "?color", "/row", "/number", "/extra"}) {
    EXPECT_NE(response.body.find("\"pointer\":\"" + std::string(pointer) + "\""), std::string::npos) << pointer;
  }
}

TEST_F(Routes, given_broken_escapes_then_400) {
  for (const char* target :
       {"/api/seats/%", "/api/seats/%G1", "/api/seats/%C3%28", "/api/seats?city=%", "/api/seats?city=%FF"}) {
    SCOPED_TRACE(target);
    const Response response = send(ask(Method::get, target));
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(code_of(response), "MALFORMED_REQUEST");
  }
}

TEST_F(Routes, given_media_types_then_only_plain_json_is_read) {
  struct Case {
    const char* type;
    const char* coding;
    int status;
  };
  constexpr Case cases[] = {{"application/json", nullptr, 201},
                            {"Application/JSON ; charset=utf-8", nullptr, 201},
                            {"application/json", "identity", 201},
                            {"application/json", "gzip", 415},
                            {"application/jsonp", nullptr, 415},
                            {"application/x-www-form-urlencoded", nullptr, 415},
                            {"", nullptr, 415}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.type);
    Asked asked = ask(Method::post, "/api/seats").as("admin").json(R"({"row":"A","number":1})");
    asked.request.headers.set("Content-Type", each.type);
    if (each.coding != nullptr) asked.request.headers.set("Content-Encoding", each.coding);
    EXPECT_EQ(send(std::move(asked)).status, each.status);
  }
}

TEST_F(Routes, given_declared_size_over_the_limit_then_413_without_reading) {
  Asked asked = ask(Method::post, "/api/seats").as("admin").with("Content-Type", "application/json");
  asked.body = FakeBody({std::string(65, ' ')}, 65);

  const Response response = testing::run(router.serve(std::move(asked.request), asked.body));

  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(code_of(response), "PAYLOAD_TOO_LARGE");
  EXPECT_EQ(asked.body.pieces_read(), 0U);
}

TEST_F(Routes, given_chunked_body_then_413_as_soon_as_the_limit_is_passed) {
  Asked asked = ask(Method::post, "/api/seats").as("admin").with("Content-Type", "application/json");
  asked.body = FakeBody({std::string(40, ' '), std::string(40, ' '), "{}"}, std::nullopt);

  const Response response = testing::run(router.serve(std::move(asked.request), asked.body));

  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(asked.body.pieces_read(), 2U);
}

TEST_F(Routes, given_chunked_body_of_exactly_the_limit_then_it_is_read) {
  std::string text = R"({"row":"A","number":1})";
  text.resize(64, ' ');
  Asked asked = ask(Method::post, "/api/seats").as("admin").with("Content-Type", "application/json");
  asked.body = FakeBody({text.substr(0, 10), text.substr(10)}, std::nullopt);

  EXPECT_EQ(send(std::move(asked)).status, 201);
}

TEST_F(Routes, given_empty_body_then_it_counts_as_an_empty_object_where_all_is_optional) {
  const Response needed = send(ask(Method::post, "/api/seats").as("admin"));
  EXPECT_EQ(needed.status, 400);
  EXPECT_EQ(code_of(needed), "MALFORMED_REQUEST");

  EXPECT_EQ(send(ask(Method::post, "/api/wishes").as("user")).status, 200);
}

TEST_F(Routes, given_body_where_none_is_wanted_then_it_is_ignored) {
  const Response response = send(ask(Method::get, "/api/seats/7").json("{").with("Content-Type", "text/html"));

  EXPECT_EQ(response.status, 200);
}

TEST_F(Routes, given_raw_body_then_the_handler_gets_the_bytes_as_sent_whatever_they_are) {
  for (const std::string text : {R"({ "row":"A",\t"number" : 1 })", "{", "\r\n{} "}) {
    SCOPED_TRACE(text);
    const Response response = send(ask(Method::post, "/api/judged?city=Bonn").json(text));

    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(json::parse(response.body)->string("row"), text);
    EXPECT_EQ(json::parse(response.body)->string("city"), "Bonn");
  }
  EXPECT_EQ(send(ask(Method::post, "/api/judged")).status, 200) << "an empty one is a body too";
}

TEST_F(Routes, given_raw_body_then_size_type_and_query_are_checked_all_the_same) {
  EXPECT_EQ(send(ask(Method::post, "/api/judged").json(std::string(65, ' '))).status, 413);
  EXPECT_EQ(send(ask(Method::post, "/api/judged").json("{}").with("Content-Type", "text/html")).status, 415);
  EXPECT_EQ(send(ask(Method::post, "/api/judged?limit=0").json("{")).status, 422);
}

TEST_F(Routes, given_error_of_the_handler_then_a_problem) {
  handlers.outcome = base::fail({base::ErrorKind::conflict, "SOLD_OUT"}, "Nothing is left.");

  const Response response = send(ask(Method::get, "/api/seats/7"));

  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(code_of(response), "SOLD_OUT");
  EXPECT_NE(response.body.find(R"("instance":"/api/seats/7")"), std::string::npos);
}

TEST_F(Routes, given_mounted_routes_then_descriptions_tell_all_of_them) {
  const std::vector<RouteDescription> routes = router.routes();

  ASSERT_EQ(routes.size(), 10U);
  EXPECT_EQ(routes[0].operation, "listSeats");
  EXPECT_EQ(routes[1].operation, "getSeatsById");
  EXPECT_EQ(routes[4].guard, Guard::user);
  EXPECT_EQ(routes[4].query, &json::type_of<Filter>());
  EXPECT_EQ(routes[4].body, &json::type_of<Seat>());
  EXPECT_EQ(routes[4].response, &json::type_of<Seen>());
  EXPECT_EQ(routes[5].options.status, 204);
  EXPECT_TRUE(routes[5].is_empty);
  EXPECT_EQ(routes[7].response, nullptr);
  EXPECT_EQ(routes[9].body, &json::type_of<Seat>()) << "a raw body is described as what it should be";
}

TEST_F(Routes, given_same_summary_twice_then_operations_are_numbered) {
  router.get("/api/other", Guard::anyone, handlers, &Handlers::find, {.summary = "List the seats"});

  EXPECT_EQ(router.routes().back().operation, "listSeats2");
}

TEST_F(Routes, given_conflicting_routes_then_mounting_aborts) {
  EXPECT_DEATH(router.get("/api/seats/{other}", Guard::anyone, handlers, &Handlers::find), "same method and path");
  EXPECT_DEATH(router.get("/api/{a}b", Guard::anyone, handlers, &Handlers::find), "neither literal nor");
  EXPECT_DEATH(
      router.post("/api/open", Guard::anyone, handlers, &Handlers::add, {.idempotency = Idempotency::in_use_case}),
      "belongs to a caller");
}

}  // namespace
}  // namespace boxoffice::kit::http::tests
