#include "kit/sql/sqlite/bell.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/sqlite/tests/child_process.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <latch>
#include <thread>

namespace boxoffice::kit::sql {
namespace {

using testing::eventually;

class bell : public ::testing::Test {
 protected:
  testing::TemporaryDirectory directory{};
  std::filesystem::path file = bell_of(directory / "test.db", "news");
};

TEST_F(bell, given_a_channel_then_its_file_has_a_safe_name) {
  EXPECT_EQ(bell_of("/var/a.db", "order-events"), "/var/a.db.order-events.bell");
  EXPECT_EQ(bell_of("/var/a.db", "../x/ü"), "/var/a.db.___x___.bell");
}

TEST_F(bell, given_a_ring_in_another_process_then_the_watch_wakes) {
  ChildProcess child([this](const ChildProcess::Say& say) {
    BellWatcher watcher;
    std::atomic<bool> heard = false;
    const auto watch = watcher.watch(file, [&] {
      heard = true;
      heard.notify_one();
    });
    say(1);
    heard.wait(false);
  });
  ASSERT_EQ(child.heard(), 1);

  ring_bell(file);

  EXPECT_EQ(child.wait(), 0);
}

TEST_F(bell, given_two_bells_then_only_the_rung_one_wakes) {
  BellWatcher watcher;
  std::atomic<int> news = 0;
  std::atomic<int> others = 0;
  const auto watch_news = watcher.watch(file, [&] { ++news; });
  const auto watch_others = watcher.watch(bell_of(directory / "test.db", "others"), [&] { ++others; });

  ring_bell(file);

  EXPECT_TRUE(eventually([&] { return news > 0; }));
  EXPECT_EQ(others, 0);
}

TEST_F(bell, given_a_deleted_file_then_later_rings_are_still_heard) {
  BellWatcher watcher;
  std::atomic<int> heard = 0;
  const auto watch = watcher.watch(file, [&] { ++heard; });
  std::filesystem::remove(file);
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(file) && heard > 0; }));

  const int before = heard;
  EXPECT_TRUE(eventually([&] {
    ring_bell(file);
    return heard > before;
  }));
}

TEST_F(bell, given_a_callback_that_ends_its_own_watch_then_nothing_blocks) {
  BellWatcher watcher;
  std::atomic<bool> ended = false;
  BellWatcher::Watch watch;
  std::latch stored{1};
  watch = watcher.watch(file, [&] {
    stored.wait();
    watch.reset();
    ended = true;
  });
  stored.count_down();

  ring_bell(file);

  EXPECT_TRUE(eventually([&] { return ended.load(); }));
}

TEST_F(bell, given_a_watch_ended_during_its_callback_then_the_end_waits_for_it) {
  BellWatcher watcher;
  std::latch inside{1};
  std::atomic<bool> finished = false;
  auto watch = watcher.watch(file, [&] {
    inside.count_down();
    std::this_thread::yield();
    finished = true;
  });
  std::thread ringer([&] { watcher.wake_here(file); });
  inside.wait();

  watch.reset();

  EXPECT_TRUE(finished);
  ringer.join();
}

TEST_F(bell, given_a_watch_that_outlives_its_watcher_then_it_ends_in_peace) {
  BellWatcher::Watch watch;
  {
    BellWatcher watcher;
    watch = watcher.watch(file, [] {});
  }
  watch.reset();
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST_F(bell, given_a_folder_that_is_missing_then_watching_says_so) {
  BellWatcher watcher;
  EXPECT_THROW(static_cast<void>(watcher.watch(directory.path() / "none" / "x.bell", [] {})), base::StartupError);
}

}  // namespace
}  // namespace boxoffice::kit::sql
