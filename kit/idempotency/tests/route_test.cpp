// The hook behind a real route: what a client sees when it repeats a write.

#include "kit/base/failure.hpp"
#include "kit/http/router.hpp"
#include "kit/idempotency/idempotency.hpp"
#include "kit/json/json.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/http/asking.hpp"
#include "kit/testing/sql/temporary_database.hpp"

#include <gtest/gtest.h>

#include <boost/describe.hpp>

#include <utility>

namespace boxoffice::kit::idempotency {
namespace {

struct Note {
  std::string text{};
};
BOOST_DESCRIBE_STRUCT(Note, (), (text))

struct Numbered {
  int number = 0;
  std::string text{};
};
BOOST_DESCRIBE_STRUCT(Numbered, (), (number, text))

/// "refused" is a conflict, "away" fails before anything was done, "lost" fails after the note was made.
class Notes {
 public:
  explicit Notes(sql::Database& database) : database_(database) {}

  runtime::Task<base::Result<Numbered>> add(http::Call call, Note note) {
    ++calls;
    if (note.text == "refused") co_return base::fail(base::codes::invalid_state, "Not now.");
    if (note.text == "away") throw base::Unavailable("the database is away");
    Numbered made{.number = calls, .text = note.text};
    co_await database_.write([key = *call.key, body = json::to_json(made)](sql::Transaction& transaction) {
      finish(transaction, key, 201, body);
    });
    if (note.text == "lost") throw base::TimedOut("no answer in time");
    co_return made;
  }

  int calls = 0;

 private:
  sql::Database& database_;
};

class Everyone final : public http::Authenticator {
 public:
  runtime::Task<base::Result<http::Principal>> authenticate(const http::Request& /*request*/) override {
    co_return http::Principal{.kind = http::Principal::Kind::user, .subject = "user-1"};
  }
};

class KeyedRoute : public ::testing::Test {
 protected:
  KeyedRoute() {
    router_.post("/api/notes", http::Guard::user, notes_, &Notes::add,
                 {.status = 201, .idempotency = http::Idempotency::optional});
  }

  http::Response post(std::string text) {
    auto request = testing::request_for(http::Method::post, "/api/notes", {{"Idempotency-Key", "k"}});
    return testing::ask(router_, std::move(request), R"({"text":")" + text + R"("})");
  }

  testing::TemporaryDatabase database_{idempotency_migrations()};
  testing::FakeClock clock_;
  std::unique_ptr<http::IdempotencyHook> hook_ = make_hook(*database_, clock_);
  Everyone everyone_;
  Notes notes_{*database_};
  http::Router router_{everyone_, hook_.get()};
};

TEST_F(KeyedRoute, given_repeat_then_status_and_body_are_replayed) {
  const http::Response first = post("a");
  const http::Response repeat = post("a");

  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(repeat.status, 201);
  EXPECT_EQ(repeat.body, first.body);
  EXPECT_EQ(repeat.headers.get("Idempotency-Replayed"), "true");
  EXPECT_EQ(notes_.calls, 1);
}

TEST_F(KeyedRoute, given_other_body_then_422) {
  post("a");
  const http::Response other = post("b");

  EXPECT_EQ(other.status, 422);
  EXPECT_NE(other.body.find("IDEMPOTENCY_KEY_REUSED"), std::string::npos);
  EXPECT_EQ(notes_.calls, 1);
}

TEST_F(KeyedRoute, given_answer_that_is_not_final_then_the_repeat_runs_again) {
  EXPECT_EQ(post("refused").status, 409);
  EXPECT_EQ(post("refused").status, 409);

  EXPECT_EQ(notes_.calls, 2);
}

TEST_F(KeyedRoute, given_failure_before_the_change_then_a_repeat_need_not_wait_for_the_lease) {
  EXPECT_THROW(post("away"), base::Unavailable);
  EXPECT_THROW(post("away"), base::Unavailable);

  EXPECT_EQ(notes_.calls, 2);
}

TEST_F(KeyedRoute, given_failure_after_the_change_then_a_repeat_gets_its_answer) {
  EXPECT_THROW(post("lost"), base::TimedOut);

  const http::Response repeat = post("lost");

  EXPECT_EQ(repeat.status, 201);
  EXPECT_EQ(repeat.body, R"({"number":1,"text":"lost"})");
  EXPECT_EQ(notes_.calls, 1);
}

}  // namespace
}  // namespace boxoffice::kit::idempotency
