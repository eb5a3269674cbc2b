#include "kit/idempotency/idempotency.hpp"

#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/sql/temporary_database.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::idempotency {
namespace {

using testing::run;

class Hook : public ::testing::Test {
 protected:
  static http::KeyedRequest request() {
    return {.caller = "user-1", .route = "POST /api/events", .key = "k", .fingerprint = "f", .attempt = "a"};
  }

  testing::TemporaryDatabase database_{idempotency_migrations()};
  testing::FakeClock clock_;
  std::unique_ptr<http::IdempotencyHook> hook_ = make_hook(*database_, clock_);
};

TEST_F(Hook, given_kept_answer_then_the_repeat_gets_it) {
  ASSERT_FALSE(run(hook_->begin(request())).value());
  run(hook_->end(request(), http::Rendered{.status = 201, .body = "{\"id\":1}"}));

  const auto repeat = run(hook_->begin(request()));

  ASSERT_TRUE(repeat && *repeat);
  EXPECT_EQ((*repeat)->status, 201);
  EXPECT_EQ((*repeat)->body, "{\"id\":1}");
}

TEST_F(Hook, given_final_problem_then_it_is_kept_and_others_free_the_key) {
  struct Case {
    http::Rendered answer{};
    bool kept = false;
  };
  const Case cases[] = {{{.status = 409, .body = R"({"code":"SOLD_OUT"})"}, true},
                        {{.status = 409, .body = R"({"code":"INVALID_STATE"})"}, false},
                        {{.status = 409, .body = "not json"}, false},
                        {{.status = 422, .body = R"({"code":"VALIDATION_FAILED"})"}, false}};
  int number = 0;
  for (const Case& each : cases) {
    SCOPED_TRACE(each.answer.body);
    http::KeyedRequest asked = request();
    asked.key = std::to_string(++number);
    ASSERT_TRUE(run(hook_->begin(asked)));
    run(hook_->end(asked, each.answer));

    const auto repeat = run(hook_->begin(asked));

    ASSERT_TRUE(repeat);
    EXPECT_EQ(repeat->has_value(), each.kept);
  }
}

TEST_F(Hook, given_answer_that_cannot_be_kept_then_the_key_is_free) {
  ASSERT_TRUE(run(hook_->begin(request())));
  run(hook_->end(request(), std::nullopt));

  const auto repeat = run(hook_->begin(request()));

  ASSERT_TRUE(repeat);
  EXPECT_FALSE(*repeat);
}

TEST_F(Hook, given_no_end_then_the_key_is_held_until_the_lease_is_over) {
  ASSERT_TRUE(run(hook_->begin(request())));

  const auto at_once = run(hook_->begin(request()));
  clock_.advance(lease);
  const auto later = run(hook_->begin(request()));

  ASSERT_FALSE(at_once);
  EXPECT_EQ(at_once.error().code, base::codes::request_in_progress);
  ASSERT_TRUE(later);
  EXPECT_FALSE(*later);
}

TEST_F(Hook, given_handler_stored_the_answer_itself_then_end_leaves_it) {
  ASSERT_TRUE(run(hook_->begin(request())));
  const auto handler = [](sql::Transaction& transaction) { finish(transaction, request(), 200, "by the handler"); };
  run(database_->write(handler));
  run(hook_->end(request(), http::Rendered{.status = 200, .body = "by the router"}));

  const auto repeat = run(hook_->begin(request()));

  ASSERT_TRUE(repeat && *repeat);
  EXPECT_EQ((*repeat)->body, "by the handler");
}

}  // namespace
}  // namespace boxoffice::kit::idempotency
