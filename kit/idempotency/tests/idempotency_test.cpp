#include "kit/idempotency/idempotency.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/sql/queries.hpp"
#include "kit/testing/sql/temporary_database.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::idempotency {
namespace {

using testing::run;

http::KeyedRequest request(std::string attempt = "attempt-1") {
  return {.caller = "user-1", .route = "POST /api/orders", .key = "k", .fingerprint = "f", .attempt = attempt};
}

class Keys : public ::testing::Test {
 protected:
  base::Result<Begun> begin(http::KeyedRequest asked, std::string resource_id = "") {
    auto step = [asked = std::move(asked), resource_id = std::move(resource_id), now = clock_.now()](
                    sql::Transaction& transaction) { return idempotency::begin(transaction, asked, now, resource_id); };
    return run(database().write(std::move(step)));
  }
  void finish(http::KeyedRequest asked, int status, std::string body) {
    auto step = [=](sql::Transaction& transaction) { idempotency::finish(transaction, asked, status, body); };
    run(database().write(step));
  }
  void release(http::KeyedRequest asked) {
    run(database().write([=](sql::Transaction& transaction) { idempotency::release(transaction, asked); }));
  }
  std::int64_t rows() { return testing::number_in(database(), "SELECT COUNT(*) FROM idempotency_keys"); }
  sql::Database& database() { return *database_; }

  testing::TemporaryDatabase database_{idempotency_migrations()};
  testing::FakeClock clock_;
};

bool goes_on(const base::Result<Begun>& begun) {
  return begun && !begun->replay;
}

TEST_F(Keys, given_new_key_then_the_attempt_goes_on) {
  const auto begun = begin(request());

  ASSERT_TRUE(begun);
  EXPECT_FALSE(begun->replay);
  EXPECT_FALSE(begun->resource_id);
}

TEST_F(Keys, given_finished_key_then_the_same_bytes_are_replayed) {
  const std::string body = "{\"id\":\"1\",  \"name\":\"\xC3\xA9\\u0000\"}";
  ASSERT_TRUE(goes_on(begin(request())));
  finish(request(), 201, body);

  const auto repeat = begin(request("attempt-2"));

  ASSERT_TRUE(repeat && repeat->replay);
  EXPECT_EQ(repeat->replay->status, 201);
  EXPECT_EQ(repeat->replay->body, body);
  EXPECT_TRUE(repeat->replay->replayed);
}

TEST_F(Keys, given_other_fingerprint_then_reuse_is_refused_also_after_the_lease) {
  ASSERT_TRUE(goes_on(begin(request())));
  clock_.advance(lease);
  http::KeyedRequest other = request("attempt-2");
  other.fingerprint = "other";

  const auto repeat = begin(other);

  ASSERT_FALSE(repeat);
  EXPECT_EQ(repeat.error().code, base::codes::idempotency_key_reused);
}

TEST_F(Keys, given_running_attempt_then_a_repeat_is_in_progress_until_the_lease_ends) {
  ASSERT_TRUE(goes_on(begin(request())));
  clock_.advance(lease - std::chrono::milliseconds{1});

  const auto repeat = begin(request("attempt-2"));

  ASSERT_FALSE(repeat);
  EXPECT_EQ(repeat.error().code, base::codes::request_in_progress);
  EXPECT_EQ(repeat.error().retry_after, std::chrono::seconds{1});
}

TEST_F(Keys, given_lease_over_then_the_repeat_takes_over_with_the_first_resource) {
  ASSERT_TRUE(goes_on(begin(request(), "order-1")));
  clock_.advance(lease);

  const auto second = begin(request("attempt-2"), "order-2");
  const auto third = begin(request("attempt-3"), "order-3");

  ASSERT_TRUE(second);
  EXPECT_EQ(second->resource_id, "order-1");
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, base::codes::request_in_progress);
}

TEST_F(Keys, given_released_key_then_the_repeat_starts_anew) {
  ASSERT_TRUE(goes_on(begin(request(), "order-1")));
  release(request());

  const auto repeat = begin(request("attempt-2"), "order-2");

  ASSERT_TRUE(goes_on(repeat));
  EXPECT_FALSE(repeat->resource_id);
}

TEST_F(Keys, given_finished_key_then_release_keeps_the_answer) {
  ASSERT_TRUE(goes_on(begin(request())));
  finish(request(), 200, "{}");

  release(request());

  EXPECT_EQ(rows(), 1);
}

TEST_F(Keys, given_another_attempt_took_over_then_a_late_release_leaves_its_lease) {
  ASSERT_TRUE(goes_on(begin(request("attempt-1"))));
  clock_.advance(lease);
  ASSERT_TRUE(goes_on(begin(request("attempt-2"))));

  release(request("attempt-1"));

  const auto third = begin(request("attempt-3"));
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, base::codes::request_in_progress);
}

TEST_F(Keys, given_another_attempt_finished_first_then_a_late_finish_undoes_its_transaction) {
  ASSERT_TRUE(goes_on(begin(request("attempt-1"))));
  clock_.advance(lease);
  ASSERT_TRUE(goes_on(begin(request("attempt-2"))));
  finish(request("attempt-2"), 201, "second");

  const auto late = [](sql::Transaction& transaction) {
    transaction.execute("UPDATE idempotency_keys SET resource_id = 'effect of the first'");
    idempotency::finish(transaction, request("attempt-1"), 201, "first");
  };
  EXPECT_THROW(run(database().write(late)), base::Unavailable);

  const auto repeat = begin(request("attempt-3"));
  ASSERT_TRUE(repeat && repeat->replay);
  EXPECT_EQ(repeat->replay->body, "second");
  const auto resource = [](sql::Session& session) {
    return session.query_one("SELECT resource_id FROM idempotency_keys")->get<std::string>(0);
  };
  EXPECT_EQ(run(database().read(resource)), "");
}

TEST_F(Keys, given_a_freed_key_then_a_transaction_that_was_still_on_its_way_is_undone) {
  const auto late = [](sql::Transaction& transaction) {
    transaction.execute("CREATE TABLE effect (id TEXT)");
    idempotency::finish(transaction, request("attempt-1"), 201, "first");
  };
  ASSERT_TRUE(goes_on(begin(request("attempt-1"))));
  release(request("attempt-1"));
  EXPECT_THROW(run(database().write(late)), base::Unavailable) << "nobody has the key";
  http::KeyedRequest other = request("attempt-2");
  other.fingerprint = "other";
  ASSERT_TRUE(goes_on(begin(other)));
  EXPECT_THROW(run(database().write(late)), base::Unavailable) << "another request has the key";

  finish(other, 201, "second");

  EXPECT_EQ(begin(other)->replay->body, "second");
}

TEST_F(Keys, given_a_freed_key_and_a_repeat_at_work_then_one_of_both_commits) {
  ASSERT_TRUE(goes_on(begin(request("attempt-1"))));
  release(request("attempt-1"));
  ASSERT_TRUE(goes_on(begin(request("attempt-2"))));

  finish(request("attempt-1"), 201, "late, and first");

  EXPECT_THROW(finish(request("attempt-2"), 201, "too late"), base::Unavailable);
  EXPECT_EQ(begin(request("attempt-3"))->replay->body, "late, and first");
}

TEST_F(Keys, given_other_caller_route_or_key_then_keys_do_not_meet) {
  ASSERT_TRUE(goes_on(begin(request())));
  std::vector<http::KeyedRequest> others(3, request());
  others[0].caller = "user-2";
  others[1].route = "POST /api/payments";
  others[2].key = "K";

  for (const http::KeyedRequest& other : others) {
    SCOPED_TRACE(other.caller + " " + other.route + " " + other.key);
    EXPECT_TRUE(goes_on(begin(other)));
  }
}

TEST_F(Keys, given_transaction_undone_then_the_key_is_free) {
  const auto step = [this](sql::Transaction& transaction) {
    EXPECT_TRUE(goes_on(idempotency::begin(transaction, request(), clock_.now(), "")));
    throw std::runtime_error("the effect failed");
  };
  EXPECT_THROW(run(database().write(step)), std::runtime_error);

  EXPECT_TRUE(goes_on(begin(request("attempt-2"))));
}

TEST_F(Keys, given_old_keys_then_the_pruner_deletes_only_them) {
  ASSERT_TRUE(goes_on(begin(request())));
  clock_.advance(kept_for);
  const runtime::Worker pruner = idempotency_pruner(database(), clock_);

  EXPECT_FALSE(run(pruner.tick()));
  EXPECT_EQ(rows(), 1) << "a key is kept for the whole time";
  clock_.advance(std::chrono::milliseconds{1});
  http::KeyedRequest young = request();
  young.key = "young";
  ASSERT_TRUE(goes_on(begin(young)));
  EXPECT_FALSE(run(pruner.tick()));

  EXPECT_EQ(rows(), 1);
  EXPECT_FALSE(goes_on(begin(young)));
}

TEST(stored_answers, given_status_and_code_then_only_final_answers_are_stored) {
  struct Case {
    int status;
    std::string_view code;
    bool stored;
  };
  constexpr Case cases[] = {
      {200, "", true},
      {201, "", true},
      {204, "", true},
      {402, "PAYMENT_DECLINED", true},
      {409, "SOLD_OUT", true},
      {409, "SALES_CLOSED", true},
      {409, "LIMIT_EXCEEDED", true},
      {409, "REQUEST_IN_PROGRESS", false},
      {409, "PAYMENT_IN_PROGRESS", false},
      {409, "INVALID_STATE", false},
      {409, "", false},
      {400, "MALFORMED_REQUEST", false},
      {401, "UNAUTHENTICATED", false},
      {403, "FORBIDDEN", false},
      {404, "SOLD_OUT", false},
      {413, "PAYLOAD_TOO_LARGE", false},
      {415, "UNSUPPORTED_MEDIA_TYPE", false},
      {422, "VALIDATION_FAILED", false},
      {429, "RATE_LIMITED", false},
      {500, "INTERNAL", false},
      {503, "UNAVAILABLE", false},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(std::to_string(each.status) + " " + std::string(each.code));
    EXPECT_EQ(is_stored(each.status, each.code), each.stored);
  }
}

}  // namespace
}  // namespace boxoffice::kit::idempotency
