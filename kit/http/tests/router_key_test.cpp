// Idempotency-Key as the router treats it; what is stored is tested in kit/idempotency.

#include "kit/base/failure.hpp"
#include "kit/http/tests/router_fixture.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::http::tests {
namespace {

constexpr const char* seat = R"({"row":"A","number":1})";

class KeyedRoutes : public ::testing::Test, protected Fixture {
 protected:
  KeyedRoutes() {
    router.post("/api/none", Guard::user, handlers, &Handlers::add);
    router.post("/api/optional/{id}", Guard::user, handlers, &Handlers::add, {.idempotency = Idempotency::optional});
    router.post("/api/required", Guard::user, handlers, &Handlers::add, {.idempotency = Idempotency::in_use_case});
    router.post("/api/by-itself", Guard::user, handlers, &Handlers::add,
                {.idempotency = Idempotency::optional_in_use_case});
    router.post("/api/text", Guard::user, handlers, &Handlers::text, {.idempotency = Idempotency::optional});
  }

  static Asked post(const char* path) { return ask(Method::post, path).as("user").json(seat); }
  static Asked post(const char* path, std::string key) { return post(path).with("Idempotency-Key", std::move(key)); }
};

TEST_F(KeyedRoutes, given_no_key_then_only_the_route_that_needs_one_refuses) {
  EXPECT_EQ(send(post("/api/none")).status, 200);
  EXPECT_EQ(send(post("/api/optional/1")).status, 200);
  EXPECT_EQ(send(post("/api/by-itself")).status, 200);

  const Response required = send(post("/api/required"));
  EXPECT_EQ(required.status, 400);
  EXPECT_EQ(code_of(required), "MALFORMED_REQUEST");
  EXPECT_TRUE(hook.begun.empty());
}

TEST_F(KeyedRoutes, given_keys_then_only_1_to_255_printable_characters_are_taken) {
  const std::pair<std::string, int> keys[] = {{"k", 200},
                                              {"\"8e03978e-40d5\"", 200},
                                              {"a b~", 200},
                                              {std::string(255, 'k'), 200},
                                              {std::string(256, 'k'), 400},
                                              {"", 400},
                                              {"a\tb", 400},
                                              {"k\x7f", 400},
                                              {"schl\xC3\xBCssel", 400}};
  for (const auto& [key, status] : keys) {
    SCOPED_TRACE(key);
    EXPECT_EQ(send(post("/api/optional/1", key)).status, status);
    EXPECT_EQ(send(post("/api/required", key)).status, status);
    EXPECT_EQ(send(post("/api/none", key)).status, 200);
  }
}

TEST_F(KeyedRoutes, given_bad_key_and_bad_body_then_the_key_counts_first) {
  const Response response = send(post("/api/required").json(R"({"row":7})"));

  EXPECT_EQ(response.status, 400);
}

TEST_F(KeyedRoutes, given_key_for_a_use_case_then_only_the_call_gets_it) {
  EXPECT_NE(send(post("/api/required", "k")).body.find(R"("key":"k")"), std::string::npos);
  EXPECT_NE(send(post("/api/by-itself", "k")).body.find(R"("key":"k")"), std::string::npos);
  EXPECT_EQ(send(post("/api/none", "k")).body.find(R"("key":"k")"), std::string::npos);
  EXPECT_TRUE(hook.begun.empty());
}

TEST_F(KeyedRoutes, given_key_then_scope_and_fingerprint_name_caller_route_and_request) {
  Asked asked = post("/api/optional/1?x=1", "k");
  asked.request.context.trace.span_id = "0123456789abcdef";
  send(std::move(asked));
  send(post("/api/optional/2?x=1", "k2"));
  send(post("/api/optional/1?x=1", "k3").json(R"({"row":"B","number":1})"));
  send(post("/api/optional/1?x=1", "k4"));

  ASSERT_EQ(hook.begun.size(), 4U);
  EXPECT_EQ(hook.begun[0].caller, "user-1");
  EXPECT_EQ(hook.begun[0].route, "POST /api/optional/{id}");
  EXPECT_EQ(hook.begun[0].key, "k");
  EXPECT_EQ(hook.begun[0].attempt, "0123456789abcdef");
  // printf 'POST\n/api/optional/1?x=1\n{"row":"A","number":1}' | sha256sum
  EXPECT_EQ(hook.begun[0].fingerprint, "13e5fbed389a96e92c63aa9a61e1a176890b1f4e9d49697430375af4508e6ceb");
  EXPECT_NE(hook.begun[1].fingerprint, hook.begun[0].fingerprint) << "other target";
  EXPECT_NE(hook.begun[2].fingerprint, hook.begun[0].fingerprint) << "other body";
  EXPECT_EQ(hook.begun[3].fingerprint, hook.begun[0].fingerprint);
}

TEST_F(KeyedRoutes, given_repeat_then_the_first_answer_is_replayed_without_the_handler) {
  const Response first = send(post("/api/optional/1", "k"));
  const Response repeat = send(post("/api/optional/1", "k"));

  EXPECT_EQ(handlers.calls, 1);
  EXPECT_EQ(repeat.status, first.status);
  EXPECT_EQ(repeat.body, first.body);
  EXPECT_EQ(repeat.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(repeat.headers.get("Idempotency-Replayed"), "true");
  EXPECT_FALSE(first.headers.has("Idempotency-Replayed"));
}

TEST_F(KeyedRoutes, given_error_of_the_handler_then_the_hook_gets_the_problem_and_may_replay_it) {
  handlers.outcome = base::fail({base::ErrorKind::conflict, "SOLD_OUT"}, "Nothing is left.");
  const Response first = send(post("/api/optional/1", "k"));
  const Response repeat = send(post("/api/optional/1", "k"));

  EXPECT_EQ(repeat.status, 409);
  EXPECT_EQ(repeat.body, first.body);
  EXPECT_EQ(repeat.headers.get("Content-Type"), "application/problem+json");
}

TEST_F(KeyedRoutes, given_refusal_of_the_hook_then_the_handler_does_not_run) {
  hook.refusal = base::Error{.code = base::codes::request_in_progress, .retry_after = std::chrono::seconds{3}};

  const Response response = send(post("/api/optional/1", "k"));

  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.headers.get("Retry-After"), "3");
  EXPECT_EQ(handlers.calls, 0);
}

TEST_F(KeyedRoutes, given_failure_of_the_handler_then_the_key_is_freed) {
  handlers.fails = true;

  EXPECT_THROW(send(post("/api/optional/1", "k")), base::TimedOut);

  ASSERT_EQ(hook.ended.size(), 1U);
  EXPECT_FALSE(hook.ended[0]);
}

TEST_F(KeyedRoutes, given_failure_and_the_keys_are_away_too_then_the_first_failure_is_heard_of) {
  handlers.fails = true;
  hook.fails_to_end = true;

  EXPECT_THROW(send(post("/api/optional/1", "k")), base::TimedOut);
}

TEST_F(KeyedRoutes, given_answer_that_is_not_json_then_it_is_not_kept) {
  send(post("/api/text", "k"));

  ASSERT_EQ(hook.ended.size(), 1U);
  EXPECT_FALSE(hook.ended[0]);
}

TEST_F(KeyedRoutes, given_invalid_body_then_the_key_is_not_taken) {
  EXPECT_EQ(send(post("/api/optional/1", "k").json("{}")).status, 422);

  EXPECT_TRUE(hook.begun.empty());
}

}  // namespace
}  // namespace boxoffice::kit::http::tests
