#pragma once

// A cache on the shared server, with a prefix of its own for each test.

#include "kit/base/failure.hpp"
#include "kit/cache/redis/redis_cache.hpp"
#include "kit/cache/tests/cache_contract.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/redis/redis_server.hpp"
#include "kit/testing/run.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace boxoffice::kit::cache {

/// While the server is away every call must end within this: it does not wait for a time limit.
inline constexpr std::chrono::milliseconds at_once{400};
/// From the server's return to the cache's.
inline constexpr std::chrono::milliseconds healing{5000};

class RedisFixture : public ::testing::Test {
 protected:
  RedisFixture() { server.start(); }  // the test before may have failed half-way

  std::unique_ptr<Cache> open(RedisLimits limits = {}) {
    return open_redis_cache({.url = server.url(prefix), .limits = limits});
  }
  std::unique_ptr<Cache> open(const std::string& url) { return open_redis_cache({.url = url}); }

  /// Sets a value and reads it back; false while the cache is away.
  static bool works(Cache& cache) {
    try {
      run(cache.set("works", "yes", 60s));
      return run(cache.get("works")) == "yes";
    } catch (const base::Unavailable&) {
      return false;
    }
  }
  static bool heals(Cache& cache) {
    return testing::eventually([&] { return works(cache) && run(cache.healthy()); }, healing);
  }
  /// What a get() throws; "" when it throws nothing.
  static std::string refusal_of(Cache& cache) {
    try {
      run(cache.get("any"));
      return "";
    } catch (const base::Unavailable& failure) {
      return failure.what();
    }
  }
  static std::chrono::steady_clock::duration time_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::steady_clock::now() - start;
  }
  static void let_pass(std::chrono::milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    EXPECT_TRUE(testing::eventually([until] { return std::chrono::steady_clock::now() >= until; }));
  }

  testing::RedisServer& server = testing::RedisServer::shared();
  const std::string prefix = next_prefix();

 private:
  static std::string next_prefix() {
    static int made = 0;
    return fmt::format("test-{}:", ++made);
  }
};

}  // namespace boxoffice::kit::cache
