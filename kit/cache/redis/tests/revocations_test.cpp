// Ended sessions on a real Redis: felt by push, kept over FLUSHALL, and judged by what is known while it is away.

#include "kit/auth/revocations.hpp"
#include "kit/base/time.hpp"
#include "kit/cache/redis/tests/redis_fixture.hpp"

#include <chrono>

namespace boxoffice::kit::cache {
namespace {

using auth::Revocations;

/// Two processes, each with its own connections.
class redis_revocations : public RedisFixture {
 protected:
  redis_revocations() {
    tick();
    EXPECT_TRUE(testing::eventually([this] { return run(gateway_cache->healthy()); }));
  }

  void tick() { EXPECT_FALSE(run(refresher.tick())); }
  bool ticks() {
    try {
      run(refresher.tick());
      return true;
    } catch (const base::Unavailable&) {
      return false;
    }
  }

  base::SystemClock clock{};
  std::unique_ptr<Cache> users_cache = open();
  std::unique_ptr<Cache> gateway_cache = open();
  Revocations users{*users_cache, clock};
  Revocations gateway{*gateway_cache, clock};
  runtime::Worker refresher = gateway.refresher();
};

TEST_F(redis_revocations, given_a_session_that_ends_then_the_other_process_knows_within_a_second_by_push) {
  run(users.revoke("s-1"));

  EXPECT_TRUE(testing::eventually([this] { return gateway.is_revoked("s-1"); }, 1s));
  EXPECT_FALSE(gateway.is_revoked("s-2"));
}

TEST_F(redis_revocations, given_pushes_that_got_lost_then_the_next_tick_finds_them) {
  server.ask({"CLIENT", "KILL", "TYPE", "pubsub"});
  run(users.revoke("s-1"));

  tick();

  EXPECT_TRUE(gateway.is_revoked("s-1"));
}

TEST_F(redis_revocations, given_a_process_that_starts_later_then_it_knows_after_its_first_tick) {
  run(users.revoke("s-1"));
  const auto late_cache = open();
  Revocations late{*late_cache, clock};

  run(late.refresher().tick());

  EXPECT_TRUE(late.is_revoked("s-1"));
}

TEST_F(redis_revocations, given_a_server_that_forgets_everything_then_running_processes_know_and_others_when_restored) {
  const auto ended_at = clock.now();
  run(users.revoke("s-1"));
  EXPECT_TRUE(testing::eventually([this] { return gateway.is_revoked("s-1"); }));
  server.ask({"FLUSHALL"});
  const auto late_cache = open();
  Revocations late{*late_cache, clock};
  run(late.refresher().tick());
  tick();
  EXPECT_TRUE(gateway.is_revoked("s-1"));
  EXPECT_FALSE(late.is_revoked("s-1")) << "nobody has told it yet";

  EXPECT_EQ(run(users.restore({{.id = "s-1", .at = ended_at}})), 1U);

  EXPECT_TRUE(testing::eventually([&] { return late.is_revoked("s-1"); }, 1s));
  EXPECT_EQ(run(users.restore({{.id = "s-1", .at = ended_at}})), 0U);
}

TEST_F(redis_revocations, given_a_server_that_is_away_then_not_current_until_it_is_back) {
  run(users.revoke("s-1"));
  EXPECT_TRUE(testing::eventually([this] { return gateway.is_revoked("s-1"); }));
  EXPECT_TRUE(gateway.is_current());

  server.kill();
  EXPECT_TRUE(testing::eventually([this] { return !ticks(); }));
  EXPECT_FALSE(gateway.is_current());
  const auto stale = gateway.staleness();
  EXPECT_TRUE(testing::eventually([&] { return gateway.staleness() > stale; }));
  EXPECT_TRUE(gateway.is_revoked("s-1"));
  EXPECT_THROW(run(users.revoke("s-2")), base::Unavailable);

  server.start();
  EXPECT_TRUE(testing::eventually([this] { return ticks(); }, healing));
  EXPECT_TRUE(gateway.is_current());
  EXPECT_LT(gateway.staleness(), 1s);
  EXPECT_TRUE(heals(*gateway_cache) && heals(*users_cache));
  run(users.restore({{.id = "s-2", .at = clock.now()}}));
  EXPECT_TRUE(testing::eventually([this] { return gateway.is_revoked("s-2"); }, 1s));
}

TEST_F(redis_revocations, given_a_server_that_hangs_then_a_tick_ends_in_time_and_the_state_is_not_current) {
  server.freeze();

  EXPECT_LT(time_of([this] { EXPECT_FALSE(ticks()); }), 1s + at_once);
  EXPECT_FALSE(gateway.is_current());

  server.thaw();
  EXPECT_TRUE(testing::eventually([this] { return ticks(); }, healing));
  EXPECT_TRUE(gateway.is_current());
}

}  // namespace
}  // namespace boxoffice::kit::cache
