// A server that goes away, hangs, refuses or forgets: what callers are told, that nobody waits without end, and that
// the cache heals by itself.

#include "kit/cache/redis/tests/redis_fixture.hpp"
#include "kit/runtime/concurrently.hpp"
#include "kit/runtime/timeout.hpp"

#include <array>
#include <atomic>
#include <ctime>
#include <future>
#include <vector>

namespace boxoffice::kit::cache {
namespace {

using std::chrono::milliseconds;

/// Increments from threads of their own. Each ends with a number or a failure.
class Calls {
 public:
  Calls(Cache& cache, int count) {
    for (int call = 0; call < count; ++call) {
      calls_.push_back(std::async(std::launch::async, [this, &cache] { ask(cache); }));
    }
  }

  void wait() {
    for (auto& call : calls_) call.get();
    calls_.clear();
  }
  [[nodiscard]] int ended() const { return answered + unavailable; }

  std::atomic<int> answered = 0;
  std::atomic<int> unavailable = 0;
  std::atomic<int> overloaded = 0;  // these count as unavailable too

 private:
  void ask(Cache& cache) {
    try {
      run(cache.increment("calls", 60s));
      ++answered;
    } catch (const base::Overloaded&) {
      ++overloaded;
      ++unavailable;
    } catch (const base::Unavailable&) {
      ++unavailable;
    }
  }

  std::vector<std::future<void>> calls_{};
};

runtime::Task<> count_failure(Cache& cache, int& failures) {
  try {
    co_await cache.get("any");
  } catch (const base::Unavailable&) {
    ++failures;
  }
}

runtime::Task<> destroy(std::unique_ptr<Cache>& cache) {
  cache.reset();
  co_return;
}

class redis_faults : public RedisFixture {
 protected:
  void TearDown() override {
    server.start();
    server.thaw();
  }

  void let_guest_in(const std::string& password) const {
    server.ask({"ACL", "SETUSER", "guest", "reset", "on", ">" + password, "~*", "&*", "+@all"});
  }
  [[nodiscard]] std::string guest_url(const std::string& password) const {
    return fmt::format("redis://guest:{}@127.0.0.1:{}?prefix={}", password, server.port(), prefix);
  }
  [[nodiscard]] int connections_so_far() const {
    const std::string name = "total_connections_received:";
    const std::string statistics = server.ask({"INFO", "stats"});
    return std::stoi(statistics.substr(statistics.find(name) + name.size()));
  }

  std::unique_ptr<Cache> cache = open();
};

TEST_F(redis_faults, given_a_server_that_crashed_then_calls_fail_at_once_until_it_is_back) {
  ASSERT_TRUE(works(*cache));
  server.kill();

  EXPECT_TRUE(testing::eventually([&] { return !works(*cache); }));
  for (int call = 0; call < 20; ++call) EXPECT_LT(time_of([&] { EXPECT_NE(refusal_of(*cache), ""); }), at_once);
  EXPECT_FALSE(run(cache->healthy()));

  server.start();
  EXPECT_TRUE(heals(*cache));
}

TEST_F(redis_faults, given_a_server_that_was_away_for_long_then_pauses_do_not_grow_beyond_healing) {
  server.kill();
  let_pass(6s);

  server.start();

  EXPECT_TRUE(heals(*cache));
}

TEST_F(redis_faults, given_a_server_that_is_away_then_waiting_for_it_costs_next_to_nothing) {
  Heard heard;
  const auto subscription = listen(*cache, "news", heard);
  server.kill();
  const auto before = std::clock();

  let_pass(1s);

  EXPECT_LT(std::clock() - before, CLOCKS_PER_SEC / 3);
}

TEST_F(redis_faults, given_subscribers_when_the_server_was_away_then_they_hear_again) {
  Heard heard;
  const auto subscription = listen(*cache, "news", heard);
  server.kill();
  server.start();

  EXPECT_TRUE(heals(*cache));
  run(cache->publish("news", "hello"));

  EXPECT_TRUE(testing::eventually([&] { return heard.has("hello"); }));
}

TEST_F(redis_faults, given_subscribers_that_come_while_the_server_is_away_then_they_hear_when_it_is_back) {
  server.kill();
  Heard heard;
  const auto subscription = cache->subscribe("news", heard.callback());
  EXPECT_FALSE(run(cache->healthy()));
  server.start();

  EXPECT_TRUE(heals(*cache));
  run(cache->publish("news", "hello"));

  EXPECT_TRUE(testing::eventually([&] { return heard.has("hello"); }));
}

TEST_F(redis_faults, given_a_server_that_hangs_then_one_time_limit_for_all_and_well_again_afterwards) {
  Heard heard;
  const auto subscription = listen(*cache, "news", heard);
  server.freeze();
  EXPECT_LT(time_of([&] { EXPECT_NE(refusal_of(*cache), ""); }), 1s + at_once);
  for (int call = 0; call < 20; ++call) EXPECT_LT(time_of([&] { EXPECT_NE(refusal_of(*cache), ""); }), at_once);

  server.thaw();

  EXPECT_TRUE(heals(*cache));
  run(cache->publish("news", "hello"));
  EXPECT_TRUE(testing::eventually([&] { return heard.has("hello"); }));
}

TEST_F(redis_faults, given_a_server_that_hangs_while_nobody_asks_then_the_first_caller_does_not_wait_either) {
  const auto watchful = open(RedisLimits{.command = milliseconds{2000}, .idle = milliseconds{50}});
  ASSERT_TRUE(works(*watchful));
  server.freeze();
  let_pass(milliseconds{2500});

  EXPECT_LT(time_of([&] { EXPECT_NE(refusal_of(*watchful), ""); }), at_once);
}

TEST_F(redis_faults, given_calls_in_flight_when_the_server_crashes_then_all_end) {
  const auto patient = open(RedisLimits{.command = 60s});
  server.freeze();
  Calls calls(*patient, 20);
  server.kill();

  EXPECT_LT(time_of([&] { calls.wait(); }), 5s);

  EXPECT_EQ(calls.unavailable, 20);
}

TEST_F(redis_faults, given_calls_in_flight_when_the_cache_ends_then_it_ends_at_once_and_so_do_they) {
  auto patient = open(RedisLimits{.command = 60s});
  Heard heard;
  const auto subscription = listen(*patient, "news", heard);
  int failures = 0;
  server.freeze();

  std::vector<runtime::Task<>> tasks;
  tasks.reserve(6);
  for (int call = 0; call < 5; ++call) tasks.push_back(count_failure(*patient, failures));
  tasks.push_back(destroy(patient));
  EXPECT_LT(time_of([&] { run(runtime::run_all(std::move(tasks))); }), at_once);

  EXPECT_EQ(failures, 5);
}

TEST_F(redis_faults, given_a_caller_that_gives_up_then_it_goes_on_and_the_late_reply_is_dropped) {
  const auto patient = open(RedisLimits{.command = 60s});
  server.freeze();
  const auto deadline = runtime::Deadline::after(milliseconds{50});
  EXPECT_THROW(run(runtime::with_timeout(deadline, "a value", patient->get("any"))), base::TimedOut);

  server.thaw();

  EXPECT_TRUE(works(*patient));
}

TEST_F(redis_faults, given_more_calls_than_may_wait_then_the_rest_is_refused) {
  const auto narrow = open(RedisLimits{.command = 60s, .commands = 4});
  server.freeze();
  Calls calls(*narrow, 20);
  EXPECT_TRUE(testing::eventually([&] { return calls.overloaded == 16; }));
  EXPECT_EQ(calls.ended(), 16);

  server.thaw();

  calls.wait();
  EXPECT_EQ(calls.answered, 4);
  EXPECT_TRUE(works(*narrow));
}

TEST_F(redis_faults, given_connections_that_the_server_ends_then_both_are_made_anew) {
  Heard heard;
  const auto subscription = listen(*cache, "news", heard);

  server.ask({"CLIENT", "KILL", "TYPE", "normal"});
  server.ask({"CLIENT", "KILL", "TYPE", "pubsub"});

  EXPECT_TRUE(testing::eventually([&] { return heals(*cache); }));
  run(cache->publish("news", "hello"));
  EXPECT_TRUE(testing::eventually([&] { return heard.has("hello"); }));
}

TEST_F(redis_faults, given_a_server_that_forgets_everything_then_as_if_nothing_had_been_there) {
  run(cache->set("key", "value", 60s));
  run(cache->increment("hits", 60s));

  server.ask({"FLUSHALL"});
  server.ask({"SCRIPT", "FLUSH"});

  EXPECT_EQ(run(cache->get("key")), std::nullopt);
  EXPECT_EQ(run(cache->increment("hits", 60s)), 1);
}

TEST_F(redis_faults, given_an_engine_that_refuses_writes_then_unavailable_and_reads_go_on) {
  struct Case {
    std::string name;
    std::vector<std::string> before;
    std::vector<std::string> after;
  };
  const std::array<Case, 2> cases{Case{"OOM", {"CONFIG", "SET", "maxmemory", "1"}, {"CONFIG", "SET", "maxmemory", "0"}},
                                  Case{"READONLY", {"REPLICAOF", "127.0.0.1", "1"}, {"REPLICAOF", "NO", "ONE"}}};
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    run(cache->set("key", "value", 60s));
    server.ask(test.before);

    EXPECT_THROW(run(cache->set("key", "other", 60s)), base::Unavailable);
    EXPECT_THROW(run(cache->increment("hits", 60s)), base::Unavailable);
    EXPECT_EQ(run(cache->get("key")), "value");

    server.ask(test.after);
    EXPECT_TRUE(works(*cache));
  }
}

TEST_F(redis_faults, given_a_password_that_becomes_wrong_then_unavailable_says_so_until_it_is_right_again) {
  let_guest_in("first-secret");
  const auto guest = open(guest_url("first-secret"));
  ASSERT_TRUE(works(*guest));

  let_guest_in("second-secret");
  server.ask({"CLIENT", "KILL", "USER", "guest"});

  EXPECT_TRUE(testing::eventually([&] { return refusal_of(*guest).contains("refuses its user or password"); }));
  EXPECT_FALSE(refusal_of(*guest).contains("secret"));
  EXPECT_FALSE(run(guest->healthy()));
  let_guest_in("first-secret");
  EXPECT_TRUE(heals(*guest));
}

TEST_F(redis_faults, given_a_server_that_keeps_refusing_then_it_is_asked_less_and_less_often) {
  let_guest_in("first-secret");
  const auto guest = open(guest_url("first-secret"));
  let_guest_in("second-secret");
  const int before = connections_so_far();
  server.ask({"CLIENT", "KILL", "USER", "guest"});

  let_pass(2s);

  const int own = 2;  // of this test, which asks twice more
  const int attempts = connections_so_far() - before - own;
  EXPECT_GE(attempts, 3);
  EXPECT_LE(attempts, 8);
}

}  // namespace
}  // namespace boxoffice::kit::cache
