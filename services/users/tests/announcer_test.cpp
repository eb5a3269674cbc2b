#include "services/users/adapters/cached_announcer.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/fake_cache.hpp"
#include "services/users/adapters/sql_rows.hpp"
#include "services/users/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

namespace boxoffice::services::users {
namespace {

using kit::testing::run;
using std::chrono::seconds;

class announcing : public UsersFixture {
 protected:
  announcing() { EXPECT_FALSE(run(refresher.tick())); }

  /// As the worker does, until the round is over. Returns how many ticks that took.
  int finish_round() {
    int ticks = 1;
    while (run(tested.announce_missing())) ++ticks;
    return ticks;
  }
  /// Ends a session in the database only, as a replica does that dies before it tells anybody.
  contracts::SessionId revoke_silently(const std::string& name) {
    const auto session = alive(register_named(name)->user.id).front();
    EXPECT_TRUE(run(sessions.revoke(session.id, session.user_id, clock.now())));
    return session.id;
  }
  contracts::SessionId revoke(const std::string& name) {
    const auto id = revoke_silently(name);
    std::vector<contracts::SessionId> ended{id};
    run(tested.ended(std::move(ended)));
    return id;
  }
  bool is_in_cache(const contracts::SessionId& id) { return run(cache.get("revoked:" + id.str())).has_value(); }

  CachedAnnouncer announcer_of(std::string instance) {
    return CachedAnnouncer({.sessions = sessions,
                            .revocations = revocations,
                            .cache = cache,
                            .clock = clock,
                            .telemetry = telemetry,
                            .instance = std::move(instance)});
  }

  kit::telemetry::Telemetry telemetry{
      .service = "user-service", .log = kit::telemetry::Log::capturing("user-service"), .metrics = {}};
  kit::testing::FakeCache cache{clock};
  kit::auth::Revocations revocations{cache, clock};
  kit::runtime::Worker refresher = revocations.refresher();
  CachedAnnouncer tested = announcer_of("users@here");
};

TEST_F(announcing, given_nothing_missing_then_rounds_write_nothing_and_ask_the_cache_once) {
  revoke("ada");
  finish_round();
  clock.advance(seconds{60});
  finish_round();
  const int writes = cache.writes;
  const int reads = cache.reads;

  for (int round = 0; round < 10; ++round) {
    clock.advance(seconds{5});
    EXPECT_EQ(finish_round(), 1);
  }

  EXPECT_EQ(cache.writes, writes);
  EXPECT_EQ(cache.reads, reads + 10);
}

TEST_F(announcing, given_flushed_cache_then_it_has_everything_again_after_the_next_round) {
  const auto early = revoke("ada");
  finish_round();
  clock.advance(std::chrono::minutes{10});
  const auto late = revoke("grace");
  finish_round();

  cache.flush();
  finish_round();

  EXPECT_TRUE(is_in_cache(early));
  EXPECT_TRUE(is_in_cache(late));
  ASSERT_EQ(telemetry.log.captured().size(), 1U);
  EXPECT_NE(telemetry.log.captured().front().find(R"("event":"revocations_restored")"), std::string::npos);
}

TEST_F(announcing, given_cache_that_was_flushed_and_has_new_ones_then_the_old_ones_come_back_too) {
  const auto early = revoke("ada");
  finish_round();
  clock.advance(std::chrono::minutes{10});

  cache.flush();
  revoke("grace");
  finish_round();

  EXPECT_TRUE(is_in_cache(early));
}

TEST_F(announcing, given_cache_that_was_away_then_what_ended_meanwhile_is_announced_when_it_is_back) {
  finish_round();
  cache.is_away = true;
  const auto ended = revoke("ada");
  EXPECT_THROW(run(tested.announce_missing()), kit::base::Unavailable);

  clock.advance(std::chrono::minutes{5});
  cache.is_away = false;
  finish_round();

  EXPECT_TRUE(is_in_cache(ended));
}

TEST_F(announcing, given_cache_that_goes_away_again_in_the_middle_of_a_round_then_the_next_round_is_whole) {
  const auto ended = revoke("ada");
  clock.advance(std::chrono::minutes{5});
  finish_round();
  cache.flush();
  cache.writes_left = 1;  // the mark, and nothing else
  EXPECT_THROW(run(tested.announce_missing()), kit::base::Unavailable);
  cache.writes_left = -1;

  finish_round();

  EXPECT_TRUE(is_in_cache(ended));
}

TEST_F(announcing, given_replica_that_died_before_it_told_anybody_then_another_one_does) {
  finish_round();
  clock.advance(seconds{60});
  finish_round();
  const auto ended = revoke_silently("ada");
  clock.advance(seconds{5});

  finish_round();

  EXPECT_TRUE(is_in_cache(ended));
}

TEST_F(announcing, given_what_became_visible_after_the_round_that_it_belongs_to_then_the_next_one_finds_it) {
  const auto id = alive(register_named("ada")->user.id).front();
  const auto before_the_round = clock.now();
  clock.advance(seconds{10});
  finish_round();

  ASSERT_TRUE(run(sessions.revoke(id.id, id.user_id, before_the_round)));
  clock.advance(seconds{5});
  finish_round();

  EXPECT_TRUE(is_in_cache(id.id));
}

TEST_F(announcing, given_replica_that_starts_then_it_compares_everything_whatever_others_have_compared) {
  const auto ended = revoke("ada");
  finish_round();
  clock.advance(std::chrono::minutes{5});
  run(cache.remove("revoked:" + ended.str()));
  auto restarted = announcer_of("users@here");

  while (run(restarted.announce_missing())) {
  }

  EXPECT_TRUE(is_in_cache(ended));
}

TEST_F(announcing, given_cache_away_then_nobody_is_reached_until_it_is_back_and_refreshing_is_unavailable) {
  const SigningIn over_the_cache({.users = users,
                                  .sessions = sessions,
                                  .passwords = passwords,
                                  .tokens = tokens,
                                  .attempts = attempts,
                                  .announcer = tested,
                                  .journal = journal,
                                  .clock = clock,
                                  .ids = ids});
  const auto refresh_now = [&](const std::string& token) { return run(over_the_cache.refresh({}, token)); };
  const auto first = register_named("ada");
  EXPECT_TRUE(tested.reaches_everybody());

  cache.is_away = true;
  EXPECT_THROW(run(refresher.tick()), kit::base::Unavailable);

  EXPECT_FALSE(tested.reaches_everybody());
  EXPECT_THROW(std::ignore = refresh_now(first->refresh_token), kit::base::Unavailable);

  cache.is_away = false;
  EXPECT_FALSE(run(refresher.tick()));
  EXPECT_TRUE(refresh_now(first->refresh_token).has_value());
}

TEST_F(announcing, given_more_than_a_page_of_endings_at_the_same_time_then_page_by_page_none_left_out) {
  const User ada = register_named("ada")->user;
  run(database->write([this, &ada](kit::sql::Transaction& transaction) {
    for (std::size_t number = 0; number < announced_at_once + 1; ++number) {
      insert_session(transaction, {.id = ids.next_as<contracts::SessionId>(),
                                   .user_id = ada.id,
                                   .expires_at = clock.now() + std::chrono::hours{1}});
    }
    transaction.execute("UPDATE sessions SET revoked_at = $1", clock.now());
  }));

  EXPECT_EQ(finish_round(), 2);

  EXPECT_EQ(run(cache.entries("revoked:", 1000)).size(), announced_at_once + 2);
}

}  // namespace
}  // namespace boxoffice::services::users
