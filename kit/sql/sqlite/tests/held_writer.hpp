#pragma once

// Puts chosen writes into one batch without timing: the writer's thread is held inside a function until all of them
// are queued.

#include "kit/runtime/task_group.hpp"
#include "kit/sql/database.hpp"
#include "kit/testing/eventually.hpp"

#include <gtest/gtest.h>

#include <boost/asio/this_coro.hpp>

#include <atomic>
#include <exception>
#include <functional>
#include <latch>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::sql {

struct Hold {
  std::atomic<bool> holding = false;
  std::latch release{1};
};

inline runtime::Task<> hold_writer(Database& database, std::shared_ptr<Hold> hold) {
  co_await database.write([hold](Transaction&) {
    hold->holding = true;
    hold->release.wait();
  });
}

/// Counts itself and then starts its write at once: who sees the count on this thread knows that the write is queued.
inline runtime::Task<> counted(std::function<runtime::Task<>()> write, std::shared_ptr<std::size_t> started) {
  ++*started;
  co_await write();
}

/// Runs the writes so that they all wait when the commit before them ends. `while_held` runs when they are queued.
inline runtime::Task<> run_behind_held_writer(
    Database& database, std::vector<std::function<runtime::Task<>()>> writes,
    std::function<void()> while_held = [] {}) {
  const runtime::Executor executor = co_await boost::asio::this_coro::executor;
  runtime::TaskGroup group([](std::string_view name, const std::exception_ptr& failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      ADD_FAILURE() << name << ": " << error.what();
    }
  });
  const auto hold = std::make_shared<Hold>();
  group.spawn(executor, "hold", hold_writer(database, hold));
  EXPECT_TRUE(co_await testing::eventually_in_task([&] { return hold->holding.load(); }));

  const auto started = std::make_shared<std::size_t>(0);
  const std::size_t expected = writes.size();
  for (auto& write : writes) group.spawn(executor, "write", counted(std::move(write), started));
  EXPECT_TRUE(co_await testing::eventually_in_task([&] { return *started == expected; }));
  while_held();
  hold->release.count_down();
  EXPECT_TRUE(co_await group.wait(testing::default_limit));
}

}  // namespace boxoffice::kit::sql
