#include "kit/auth/revocations.hpp"

#include "kit/auth/tests/fakes.hpp"
#include "kit/base/failure.hpp"
#include "kit/testing/fake_cache.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace boxoffice::kit::auth {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// Two processes on one cache.
class revocations : public ::testing::Test {
 protected:
  static void tick(const runtime::Worker& worker) { EXPECT_FALSE(testing::run(worker.tick())); }

  testing::FakeClock clock;
  testing::FakeCache cache{clock};
  Revocations users{cache, clock};
  Revocations gateway{cache, clock};
  runtime::Worker refresher = gateway.refresher();
};

TEST_F(revocations, given_push_then_the_other_process_knows_at_once) {
  tick(refresher);

  testing::run(users.revoke("s-1"));

  EXPECT_TRUE(users.is_revoked("s-1"));
  EXPECT_TRUE(gateway.is_revoked("s-1"));
  EXPECT_FALSE(gateway.is_revoked("s-2"));
}

TEST_F(revocations, given_lost_push_then_known_with_the_next_tick_a_second_later) {
  tick(refresher);
  cache.loses_messages = true;

  testing::run(users.revoke("s-1"));
  EXPECT_FALSE(gateway.is_revoked("s-1"));
  clock.advance(seconds{1});
  tick(refresher);

  EXPECT_TRUE(gateway.is_revoked("s-1"));
  EXPECT_LE(refresher.interval, seconds{1});
}

TEST_F(revocations, given_revoked_before_start_then_known_after_the_first_tick) {
  testing::run(users.revoke("s-1"));

  tick(refresher);

  EXPECT_TRUE(gateway.is_revoked("s-1"));
}

TEST_F(revocations, given_nothing_new_then_ticks_list_nothing_until_the_reload) {
  tick(refresher);
  ASSERT_EQ(cache.listings, 1);

  for (int i = 0; i < 29; ++i) {
    clock.advance(seconds{1});
    tick(refresher);
  }
  EXPECT_EQ(cache.listings, 1);
  clock.advance(seconds{1});
  tick(refresher);

  EXPECT_EQ(cache.listings, 2);
}

TEST_F(revocations, given_flushed_cache_then_still_revoked) {
  tick(refresher);
  testing::run(users.revoke("s-1"));

  cache.flush();
  clock.advance(minutes{1});
  tick(refresher);

  EXPECT_TRUE(gateway.is_revoked("s-1"));
}

TEST_F(revocations, given_token_life_over_then_forgotten) {
  tick(refresher);
  testing::run(users.revoke("s-1"));

  clock.advance(access_token_life - seconds{1});
  tick(refresher);
  EXPECT_TRUE(gateway.is_revoked("s-1"));
  clock.advance(seconds{1});

  EXPECT_FALSE(gateway.is_revoked("s-1"));
}

TEST_F(revocations, given_late_start_then_the_end_is_that_of_the_revocation) {
  testing::run(users.revoke("s-1"));
  clock.advance(minutes{10});

  tick(refresher);
  EXPECT_TRUE(gateway.is_revoked("s-1"));
  clock.advance(minutes{5});

  EXPECT_FALSE(gateway.is_revoked("s-1"));
}

TEST_F(revocations, given_unreadable_entry_then_counts_for_a_whole_life) {
  testing::run(cache.set("revoked:s-1", "rubbish", minutes{15}));

  tick(refresher);

  EXPECT_TRUE(gateway.is_revoked("s-1"));
}

TEST_F(revocations, given_cache_never_reached_then_not_current_and_infinitely_stale) {
  EXPECT_FALSE(gateway.is_current());
  EXPECT_EQ(gateway.staleness(), std::chrono::milliseconds::max());
  cache.is_away = true;

  EXPECT_THROW(tick(refresher), base::Unavailable);

  EXPECT_FALSE(gateway.is_current());
  EXPECT_EQ(gateway.staleness(), std::chrono::milliseconds::max());
}

TEST_F(revocations, given_cache_goes_and_comes_back_then_staleness_follows) {
  tick(refresher);
  EXPECT_TRUE(gateway.is_current());
  EXPECT_EQ(gateway.staleness(), seconds{0});

  cache.is_away = true;
  clock.advance(seconds{2});
  EXPECT_THROW(tick(refresher), base::Unavailable);
  EXPECT_FALSE(gateway.is_current());
  EXPECT_EQ(gateway.staleness(), seconds{2});

  cache.is_away = false;
  tick(refresher);
  EXPECT_TRUE(gateway.is_current());
  EXPECT_EQ(gateway.staleness(), seconds{0});
}

TEST_F(revocations, given_worker_that_hangs_then_not_current) {
  tick(refresher);

  clock.advance(seconds{5});

  EXPECT_FALSE(gateway.is_current());
}

TEST_F(revocations, given_cache_away_at_revoke_then_own_process_knows_and_the_caller_hears) {
  tick(refresher);
  cache.is_away = true;

  EXPECT_THROW(testing::run(users.revoke("s-1")), base::Unavailable);

  EXPECT_TRUE(users.is_revoked("s-1"));
  EXPECT_FALSE(gateway.is_revoked("s-1"));
}

TEST_F(revocations, given_flushed_cache_when_restored_then_a_process_that_starts_later_knows_until_the_end) {
  const auto ended_at = clock.now();
  testing::run(users.revoke("s-1"));
  cache.flush();
  clock.advance(minutes{10});

  EXPECT_EQ(testing::run(users.restore({{.id = "s-1", .at = ended_at}})), 1U);

  tick(refresher);
  EXPECT_TRUE(gateway.is_revoked("s-1"));
  clock.advance(minutes{5});
  EXPECT_FALSE(gateway.is_revoked("s-1")) << "as if nothing had been lost";
}

TEST_F(revocations, given_flushed_cache_when_restored_then_known_within_a_second_even_when_pushes_get_lost) {
  const auto ended_at = clock.now();
  testing::run(users.revoke("s-1"));
  cache.flush();
  tick(refresher);
  cache.loses_messages = true;
  ASSERT_FALSE(gateway.is_revoked("s-1"));

  testing::run(users.restore({{.id = "s-1", .at = ended_at}}));
  clock.advance(seconds{1});
  tick(refresher);

  EXPECT_TRUE(gateway.is_revoked("s-1"));
}

TEST_F(revocations, given_nothing_missing_when_restored_then_nothing_is_written_and_nobody_reloads) {
  const auto ended_at = clock.now();
  testing::run(users.revoke("s-1"));
  tick(refresher);
  const int writes = cache.writes;
  const int listings = cache.listings;

  EXPECT_EQ(testing::run(users.restore({{.id = "s-1", .at = ended_at}})), 0U);
  clock.advance(seconds{1});
  tick(refresher);

  EXPECT_EQ(cache.writes, writes);
  EXPECT_EQ(cache.listings, listings);
}

TEST_F(revocations, given_one_of_many_missing_when_restored_then_only_that_one_is_told_again) {
  const auto ended_at = clock.now();
  for (const auto* session : {"s-1", "s-2", "s-3"}) testing::run(users.revoke(session));
  testing::run(cache.remove("revoked:s-2"));
  std::vector<std::string> heard;
  const auto subscription = cache.subscribe(std::string(revocation_channel),
                                            [&heard](const std::string& session) { heard.push_back(session); });

  const auto restored = testing::run(
      users.restore({{.id = "s-1", .at = ended_at}, {.id = "s-2", .at = ended_at}, {.id = "s-3", .at = ended_at}}));

  EXPECT_EQ(restored, 1U);
  EXPECT_EQ(heard, std::vector<std::string>{"s-2"});
}

TEST_F(revocations, given_revocation_that_broke_off_after_its_entry_when_restored_then_the_others_are_told) {
  const auto ended_at = clock.now();
  tick(refresher);
  cache.writes_left = 1;
  EXPECT_THROW(testing::run(users.revoke("s-1")), base::Unavailable);
  cache.writes_left = -1;
  clock.advance(seconds{1});
  tick(refresher);
  ASSERT_FALSE(gateway.is_revoked("s-1")) << "nothing said that there is something new";

  EXPECT_EQ(testing::run(users.restore({{.id = "s-1", .at = ended_at}})), 1U);

  EXPECT_TRUE(gateway.is_revoked("s-1"));
  EXPECT_EQ(testing::run(users.restore({{.id = "s-1", .at = ended_at}})), 0U);
}

TEST_F(revocations, given_session_whose_tokens_are_over_when_restored_then_left_alone) {
  const auto ended_at = clock.now();
  clock.advance(access_token_life);

  EXPECT_EQ(testing::run(users.restore({{.id = "s-1", .at = ended_at}})), 0U);

  EXPECT_EQ(cache.writes, 0);
  EXPECT_EQ(cache.reads, 0);
}

TEST_F(revocations, given_destroyed_while_pushes_come_then_nothing_happens) {
  auto short_lived = std::make_unique<Revocations>(cache, clock);
  {
    const auto worker = short_lived->refresher();
    tick(worker);
  }
  short_lived.reset();

  testing::run(users.revoke("s-1"));

  EXPECT_TRUE(users.is_revoked("s-1"));
}

TEST_F(revocations, given_readers_beside_writers_then_none_is_lost) {
  tick(refresher);
  std::vector<std::jthread> threads;

  for (int thread = 0; thread < 2; ++thread) {
    threads.emplace_back([this, thread] {
      for (int i = 0; i < 50; ++i) testing::run(users.revoke(std::to_string(thread * 1000 + i)));
    });
    threads.emplace_back([this] {
      for (int i = 0; i < 2'000; ++i) static_cast<void>(gateway.is_revoked(std::to_string(i)));
    });
  }
  for (int i = 0; i < 50; ++i) tick(refresher);
  threads.clear();

  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(gateway.is_revoked(std::to_string(i)));
    EXPECT_TRUE(gateway.is_revoked(std::to_string(1000 + i)));
  }
}

TEST_F(revocations, given_more_revocations_than_there_is_room_for_then_not_current_until_there_is) {
  Revocations small{cache, clock, 2};
  const auto small_refresher = small.refresher();
  tick(small_refresher);
  testing::run(users.revoke("s-1"));
  EXPECT_TRUE(small.is_current());

  clock.advance(minutes{10});
  tick(small_refresher);
  testing::run(users.revoke("s-2"));
  testing::run(users.revoke("s-3"));

  EXPECT_FALSE(small.is_revoked("s-3"));
  EXPECT_FALSE(small.is_current());
  EXPECT_THROW(testing::run(small_refresher.tick()), base::Unavailable);
  EXPECT_FALSE(small.is_current());
  const auto before = small.staleness();
  clock.advance(seconds{10});
  EXPECT_THROW(testing::run(small_refresher.tick()), base::Unavailable);
  EXPECT_EQ(small.staleness(), before + seconds{10});
}

TEST_F(revocations, given_room_again_then_current_with_what_was_left_out) {
  Revocations small{cache, clock, 3};
  const auto small_refresher = small.refresher();
  tick(small_refresher);
  for (const auto* session : {"s-1", "s-2"}) testing::run(users.revoke(session));
  clock.advance(minutes{10});
  for (const auto* session : {"s-3", "s-4"}) testing::run(users.revoke(session));
  EXPECT_THROW(testing::run(small_refresher.tick()), base::Unavailable);

  clock.advance(minutes{5});
  tick(small_refresher);

  EXPECT_TRUE(small.is_current());
  EXPECT_TRUE(small.is_revoked("s-3"));
  EXPECT_TRUE(small.is_revoked("s-4"));
}

}  // namespace
}  // namespace boxoffice::kit::auth
