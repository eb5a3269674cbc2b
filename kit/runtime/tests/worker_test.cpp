#include "kit/runtime/worker.hpp"

#include "kit/runtime/deadline.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace boxoffice::kit::runtime {
namespace {

using namespace std::chrono_literals;

Task<> wait_and_count(Wakeup wakeup, std::atomic<int>& woken) {
  co_await wakeup.wait(1h);
  ++woken;
}

TEST(wakeup, given_notify_before_wait_then_wait_returns_at_once) {
  testing::IoFixture io;
  const Wakeup wakeup;
  std::atomic<int> woken = 0;

  wakeup.notify();
  wakeup.notify();
  io.run(wait_and_count(wakeup, woken));

  EXPECT_EQ(woken, 1);
}

TEST(wakeup, given_a_notification_was_used_then_the_next_wait_lasts_its_limit) {
  testing::IoFixture io;
  const Wakeup wakeup;
  wakeup.notify();
  io.run(wakeup.wait(1h));

  const auto start = SteadyTime::clock::now();
  io.run(wakeup.wait(10ms));

  EXPECT_GE(SteadyTime::clock::now() - start, 10ms);
}

Task<> wait_until_seen(Wakeup wakeup, std::atomic<int>& seen, int last) {
  while (seen < last) co_await wakeup.wait(1h);
}

TEST(wakeup, given_notifications_from_another_thread_then_none_is_lost) {
  testing::IoFixture io;
  const Wakeup wakeup;
  std::atomic<int> written = 0;
  constexpr int last = 2000;
  const std::jthread writer([&] {
    for (int i = 1; i <= last; ++i) {
      written = i;
      wakeup.notify();
    }
  });

  // Runs into the limit of the fixture if the last notification is lost.
  io.run(wait_until_seen(wakeup, written, last));

  EXPECT_EQ(written, last);
}

/// Scripted outcomes of ticks; after them, "nothing to do".
struct Script {
  std::mutex mutex{};
  std::vector<char> outcomes{};  // 'm'ore, 'n'othing, 'f'ailure
  std::size_t ticks = 0;

  char next() {
    const std::lock_guard lock(mutex);
    const auto index = ticks++;
    return index < outcomes.size() ? outcomes[index] : 'n';
  }
  std::size_t count() {
    const std::lock_guard lock(mutex);
    return ticks;
  }
};

Task<bool> scripted_tick(std::shared_ptr<Script> script) {
  const auto outcome = script->next();
  if (outcome == 'f') throw std::runtime_error("tick failed");
  co_return outcome == 'm';
}

Worker scripted_worker(std::chrono::milliseconds interval, const std::shared_ptr<Script>& script) {
  return {.name = "scripted", .interval = interval, .tick = [script] { return scripted_tick(script); }};
}

std::shared_ptr<Script> script_of(std::string_view outcomes) {
  auto script = std::make_shared<Script>();
  script->outcomes.assign(outcomes.begin(), outcomes.end());
  return script;
}

/// A running worker with its failures; the destructor cancels it and waits.
class Running {
 public:
  explicit Running(Worker worker) {
    group_.spawn(io_.executor(), worker.name,
                 run_worker(worker, [this](std::string_view, const std::exception_ptr&) { ++failures_; }));
  }
  ~Running() {
    group_.cancel();
    EXPECT_TRUE(group_.wait_blocking(10s));
    EXPECT_EQ(reports_, 0) << "cancellation must not be reported as a failure";
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  [[nodiscard]] int failures() const { return failures_; }

 private:
  testing::IoFixture io_{};
  std::atomic<int> failures_ = 0;
  std::atomic<int> reports_ = 0;
  TaskGroup group_{[this](std::string_view, const std::exception_ptr&) { ++reports_; }};
};

TEST(run_worker, given_more_to_do_then_ticks_again_without_the_interval) {
  const auto script = script_of("mmmm");
  const Running running(scripted_worker(1h, script));

  EXPECT_TRUE(testing::eventually([&] { return script->count() == 5; }));
}

TEST(run_worker, given_nothing_to_do_then_ticks_again_after_the_interval) {
  const auto script = script_of("nn");
  const Running running(scripted_worker(2ms, script));

  EXPECT_TRUE(testing::eventually([&] { return script->count() >= 3; }));
}

TEST(run_worker, given_a_wakeup_then_ticks_before_the_interval_is_over) {
  const auto script = script_of("n");
  const auto worker = scripted_worker(1h, script);
  const Running running(worker);
  ASSERT_TRUE(testing::eventually([&] { return script->count() == 1; }));

  worker.wakeup.notify();

  EXPECT_TRUE(testing::eventually([&] { return script->count() == 2; }));
}

TEST(run_worker, given_failures_then_each_is_reported_and_it_goes_on_with_growing_pauses) {
  const auto script = script_of("fffm");
  const auto start = SteadyTime::clock::now();
  const Running running(scripted_worker(4ms, script));

  EXPECT_TRUE(testing::eventually([&] { return script->count() >= 5; }));

  EXPECT_EQ(running.failures(), 3);
  EXPECT_GE(SteadyTime::clock::now() - start, 4ms + 8ms + 16ms);
}

Task<bool> endless_tick() {
  co_await sleep_for(1h);
  co_return false;
}

TEST(run_worker, given_cancellation_in_mid_tick_then_ends_without_a_failure) {
  std::atomic<int> ticks = 0;
  const Worker worker{.name = "endless", .tick = [&ticks] {
                        ++ticks;
                        return endless_tick();
                      }};
  const Running running(worker);

  EXPECT_TRUE(testing::eventually([&] { return ticks == 1; }));
}

TEST(run_worker, given_a_tick_longer_than_its_limit_then_it_is_cancelled_reported_and_followed_by_the_next) {
  std::atomic<int> ticks = 0;
  const Worker worker{.name = "endless",
                      .interval = 1ms,
                      .tick =
                          [&ticks] {
                            ++ticks;
                            return endless_tick();
                          },
                      .limit = 5ms};
  const Running running(worker);

  EXPECT_TRUE(testing::eventually([&] { return ticks >= 3 && running.failures() >= 2; }));
}

}  // namespace
}  // namespace boxoffice::kit::runtime
