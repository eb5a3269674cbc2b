// What the port's contract does not say: what is left at the server, and many callers at once.

#include "kit/cache/redis/tests/redis_fixture.hpp"

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

namespace boxoffice::kit::cache {
namespace {

class redis_cache : public RedisFixture {
 protected:
  [[nodiscard]] std::string subscribers_of(const std::string& channel) const {
    return server.ask({"PUBSUB", "NUMSUB", prefix + channel});
  }
  [[nodiscard]] int life_of(const std::string& key) const { return std::stoi(server.ask({"PTTL", prefix + key})); }

  std::unique_ptr<Cache> cache = open();
};

TEST_F(redis_cache, given_prefixes_then_deployments_see_nothing_of_each_other) {
  const auto other = open(server.url(prefix + "other."));
  Heard heard;
  const auto subscription = listen(*other, "news", heard);
  run(cache->set("key", "value", 60s));

  run(cache->publish("news", "of the first"));
  run(other->publish("news", "of the other"));

  EXPECT_EQ(run(other->get("key")), std::nullopt);
  EXPECT_EQ(run(other->entries("", 10)).size(), 0U);
  EXPECT_EQ(server.ask({"GET", prefix + "key"}), "value");
  EXPECT_TRUE(testing::eventually([&] { return heard.has("of the other"); }));
  EXPECT_EQ(heard.payloads().size(), 1U);
}

TEST_F(redis_cache, given_a_connection_then_the_operator_sees_whose_it_is) {
  EXPECT_TRUE(server.ask({"CLIENT", "LIST"}).contains("name=boxoffice"));
}

TEST_F(redis_cache, given_counters_then_none_is_without_the_end_of_its_life) {
  server.ask({"SET", prefix + "endless", "5"});
  run(cache->increment("hits", 60s));
  EXPECT_EQ(run(cache->increment("endless", 60s)), 6);

  for (const std::string key : {"hits", "endless"}) {
    SCOPED_TRACE(key);
    EXPECT_GT(life_of(key), 0);
    EXPECT_LE(life_of(key), 60'000);
  }
  run(cache->decrement("hits"));
  EXPECT_GT(life_of("hits"), 0);
}

TEST_F(redis_cache, given_what_is_no_text_or_no_number_then_unavailable) {
  server.ask({"LPUSH", prefix + "list", "item"});
  run(cache->set("text", "no number", 60s));

  EXPECT_THROW(run(cache->get("list")), base::Unavailable);
  EXPECT_THROW(run(cache->increment("list", 60s)), base::Unavailable);
  EXPECT_THROW(run(cache->decrement("list")), base::Unavailable);
  EXPECT_THROW(run(cache->increment("text", 60s)), base::Unavailable);
  EXPECT_EQ(run(cache->entries("", 10)).size(), 1U);
  run(cache->set("list", "now a text", 60s));
  EXPECT_EQ(run(cache->get("list")), "now a text");
}

TEST_F(redis_cache, given_more_entries_than_a_page_then_all_are_listed) {
  constexpr std::size_t count = 2'500;
  std::vector<std::string> all{"MSET"};
  for (std::size_t number = 0; number < count; ++number) {
    all.push_back(fmt::format("{}many:{}", prefix, number));
    all.push_back(std::to_string(number));
  }
  server.ask(all);

  EXPECT_EQ(run(cache->entries("many:", count + 1)).size(), count);
  EXPECT_EQ(run(cache->entries("many:", 1'200)).size(), 1'200U);
  EXPECT_EQ(run(cache->entries("many:", 0)).size(), 0U);
}

TEST_F(redis_cache, given_values_larger_than_any_buffer_then_they_come_back_whole) {
  std::string large;
  large.resize(20'000'000, 'x');
  const auto patient = open(RedisLimits{.command = 30s});

  run(patient->set("large", large, 60s));

  EXPECT_EQ(run(patient->get("large")), large);
}

TEST_F(redis_cache, given_many_callers_of_one_cache_then_each_gets_its_own_reply) {
  constexpr int each = 200;
  std::vector<std::jthread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this, thread] {
      for (int round = 0; round < each; ++round) {
        const std::string key = fmt::format("{}-{}", thread, round);
        run(cache->set(key, key, 60s));
        EXPECT_EQ(run(cache->get(key)), key);
      }
    });
  }
}

TEST_F(redis_cache, given_many_subscribers_of_a_channel_then_the_server_has_one) {
  Heard first;
  Heard second;
  auto one = listen(*cache, "news", first);
  auto other = listen(*cache, "news", second);
  run(cache->publish("news", "hello"));
  EXPECT_TRUE(testing::eventually([&] { return first.has("hello") && second.has("hello"); }));
  EXPECT_EQ(first.payloads().size(), 1U);
  EXPECT_EQ(subscribers_of("news"), prefix + "news\n1\n");

  one.reset();
  run(cache->publish("news", "again"));
  EXPECT_TRUE(testing::eventually([&] { return second.has("again"); }));
  EXPECT_FALSE(first.has("again"));

  other.reset();
  EXPECT_TRUE(testing::eventually([&] { return subscribers_of("news") == prefix + "news\n0\n"; }));
}

TEST_F(redis_cache, given_messages_under_way_to_a_channel_then_a_newcomer_does_not_see_them) {
  const auto other = open();
  std::latch holds(1);
  std::latch may_go_on(1);
  const auto slow = cache->subscribe("news", [&](const std::string& payload) {
    if (payload != "first") return;
    holds.count_down();
    may_go_on.wait();
  });
  EXPECT_TRUE(testing::eventually([&] { return run(cache->healthy()); }));
  run(other->publish("news", "first"));
  holds.wait();
  run(other->publish("news", "before"));

  Heard newcomer;
  const auto subscription = cache->subscribe("news", newcomer.callback());
  may_go_on.count_down();
  EXPECT_TRUE(testing::eventually([&] { return run(cache->healthy()); }));
  run(other->publish("news", "after"));

  EXPECT_TRUE(testing::eventually([&] { return newcomer.has("after"); }));
  EXPECT_FALSE(newcomer.has("before"));
}

TEST_F(redis_cache, given_subscriptions_that_end_while_messages_come_then_no_callback_runs_afterwards) {
  std::atomic<bool> over = false;
  std::jthread publisher([&] {
    const auto other = open();
    while (!over) run(other->publish("news", "hello"));
  });
  std::vector<std::jthread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 2; ++thread) {
    threads.emplace_back([this] {
      for (int round = 0; round < 100; ++round) {
        auto heard = std::make_unique<Heard>();  // freed before the next message comes
        auto subscription = cache->subscribe("news", heard->callback());
        if (round % 10 == 0) EXPECT_TRUE(testing::eventually([&] { return heard->has("hello"); }));
        subscription.reset();
      }
    });
  }
  threads.clear();
  over = true;

  EXPECT_TRUE(testing::eventually([&] { return run(cache->healthy()); }));
}

TEST_F(redis_cache, given_callbacks_that_take_long_together_then_the_server_is_not_taken_for_late) {
  constexpr int count = 300;
  const auto hasty = open(RedisLimits{.command = 50ms, .idle = 5ms});
  std::vector<std::string> heard;
  std::atomic<int> calls = 0;
  const auto subscription = hasty->subscribe("news", [&](std::string payload) {
    let_pass(3ms);
    heard.push_back(std::move(payload));
    ++calls;
  });
  EXPECT_TRUE(testing::eventually([&] { return run(hasty->healthy()); }));

  std::vector<std::string> sent;
  for (int number = 0; number < count; ++number) {
    sent.push_back(std::to_string(number));
    run(cache->publish("news", sent.back()));
    let_pass(1ms);
  }

  EXPECT_TRUE(testing::eventually([&] { return calls == count; }));
  EXPECT_EQ(heard, sent);
}

TEST_F(redis_cache, given_a_callback_that_uses_its_cache_then_nothing_stands_still) {
  Heard second;
  CacheSubscription inner;
  const auto outer =
      cache->subscribe("first", [&](const std::string&) { inner = cache->subscribe("second", second.callback()); });
  EXPECT_TRUE(testing::eventually([&] { return run(cache->healthy()); }));

  run(cache->publish("first", "go"));

  EXPECT_TRUE(testing::eventually([&] {
    run(cache->publish("second", "hello"));
    return second.has("hello");
  }));
}

}  // namespace
}  // namespace boxoffice::kit::cache
