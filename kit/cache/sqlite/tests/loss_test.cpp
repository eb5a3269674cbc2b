// The cache file may be lost at any time, and it stays bounded.

#include "kit/base/failure.hpp"
#include "kit/cache/sqlite/sqlite_cache.hpp"
#include "kit/sql/sqlite/connection.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace boxoffice::kit::cache {
namespace {

using testing::eventually;
using testing::run;
using namespace std::chrono_literals;

class cache_loss : public ::testing::Test {
 protected:
  std::unique_ptr<Cache> open() { return open_sqlite_cache({.file = file, .look_anyway = 10ms}, clock); }

  /// Sets a value and reads it back; false while the cache is away.
  static bool works(Cache& cache, const std::string& key = "key") {
    try {
      run(cache.set(key, "value", 60s));
      return run(cache.get(key)) == "value";
    } catch (const base::Unavailable&) {
      return false;
    }
  }

  /// True once a value set through one is seen through the other: both use the same file again.
  static bool share(Cache& one, Cache& other) {
    try {
      run(one.set("shared", "value", 60s));
      return run(other.get("shared")) == "value";
    } catch (const base::Unavailable&) {
      return false;
    }
  }

  /// Publishes if the cache is there.
  static void tell(Cache& cache) {
    try {
      run(cache.publish("news", "hello"));
    } catch (const base::Unavailable&) {
      // Being made anew: whoever waits for the news asks again.
    }
  }

  std::int64_t rows(const std::string& table) {
    sql::SqliteConnection connection({.file = file, .access = sql::Access::read_only});
    return connection.query("SELECT count(*) FROM " + table).front().get<std::int64_t>(0);
  }

  testing::TemporaryDirectory directory{};
  testing::FakeClock clock{};
  std::filesystem::path file = directory / "cache.db";
};

TEST_F(cache_loss, given_a_damaged_file_then_opening_replaces_it) {
  std::ofstream(file) << std::string(8192, 'x');

  const auto cache = open();

  EXPECT_TRUE(works(*cache));
}

TEST_F(cache_loss, given_a_file_damaged_inside_then_opening_replaces_it) {
  {
    const auto cache = open();
    for (int number = 0; number < 200; ++number) run(cache->set(std::to_string(number), std::string(500, 'x'), 60s));
  }
  {
    sql::SqliteConnection connection({.file = file});  // moves the log into the file
    connection.query("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  std::fstream damaged(file, std::ios::in | std::ios::out | std::ios::binary);
  damaged.seekp(4096);
  damaged << std::string(20 * 4096, 'x');
  damaged.close();

  const auto cache = open();

  EXPECT_TRUE(works(*cache));
  EXPECT_EQ(run(cache->get("7")), std::nullopt);
}

TEST_F(cache_loss, given_a_file_deleted_in_use_then_all_processes_meet_in_a_new_one) {
  const auto one = open();
  const auto other = open();
  EXPECT_TRUE(share(*one, *other));
  std::atomic<int> heard = 0;
  const auto subscription = other->subscribe("news", [&](const std::string&) { ++heard; });

  for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + suffix);

  EXPECT_TRUE(eventually([&] { return std::filesystem::exists(file); }));
  EXPECT_TRUE(eventually([&] { return share(*one, *other) && share(*other, *one); }));
  EXPECT_TRUE(eventually([&] {
    run(one->publish("news", "hello"));
    return heard > 0;
  }));
}

TEST_F(cache_loss, given_the_whole_folder_moved_away_then_it_comes_back) {
  file = directory.path() / "data" / "cache.db";
  const auto cache = open();
  std::filesystem::rename(file.parent_path(), directory / "gone");  // at once, unlike deleting

  EXPECT_TRUE(eventually([&] { return std::filesystem::exists(file); }));
  EXPECT_TRUE(eventually([&] { return works(*cache); }));
}

TEST_F(cache_loss, given_a_file_overwritten_in_use_then_the_cache_recovers) {
  const auto cache = open();
  EXPECT_TRUE(works(*cache));
  for (const auto* suffix : {"", "-wal"}) {
    std::ofstream(file.string() + suffix, std::ios::trunc) << std::string(65536, 'x');
  }

  EXPECT_TRUE(eventually([&] { return works(*cache, "another"); }));
}

TEST_F(cache_loss, given_a_file_truncated_in_use_then_all_processes_recover_and_hear_each_other) {
  struct Case {
    std::string name;
    std::uintmax_t kept_parts;  // of two
    bool in_log;                // what was written is still in the log
  };
  for (const Case& one : {Case{"to nothing", 0, false}, Case{"to nothing, all in the log", 0, true},
                          Case{"to half", 1, false}, Case{"to half, all in the log", 1, true}}) {
    SCOPED_TRACE(one.name);
    std::atomic<int> heard = 0;
    const auto cache = open();
    const auto other = open();
    const auto subscription = other->subscribe("news", [&](const std::string&) { ++heard; });
    for (int number = 0; number < 200; ++number) run(cache->publish("news", std::string(500, 'x')));
    EXPECT_TRUE(eventually([&] { return heard == 200; }));
    if (!one.in_log) {
      sql::SqliteConnection connection({.file = file, .keep_log_file = true});
      connection.query("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2 * one.kept_parts);

    EXPECT_TRUE(eventually([&] { return works(*cache) && works(*other) && share(*cache, *other); }));
    EXPECT_TRUE(eventually([&] {
      tell(*cache);
      return heard > 200;
    }));
  }
}

TEST_F(cache_loss, given_a_folder_that_cannot_be_made_then_opening_says_so) {
  std::ofstream(directory / "file") << "no folder";
  EXPECT_THROW(open_sqlite_cache({.file = directory.path() / "file" / "cache.db"}, clock), base::StartupError);
}

TEST_F(cache_loss, given_expired_entries_then_later_writes_delete_them) {
  const auto cache = open();
  for (int number = 0; number < 50; ++number) run(cache->set("old" + std::to_string(number), "x", 1s));
  clock.advance(2s);

  for (int number = 0; number < 50; ++number) run(cache->increment("new" + std::to_string(number), 60s));

  EXPECT_EQ(rows("entries"), 50);
}

TEST_F(cache_loss, given_old_messages_then_later_publishing_deletes_them) {
  const auto cache = open();
  for (int number = 0; number < 50; ++number) run(cache->publish("news", "old"));
  clock.advance(61s);

  for (int number = 0; number < 30; ++number) run(cache->publish("news", "new"));

  EXPECT_EQ(rows("channel_messages"), 30);
}

}  // namespace
}  // namespace boxoffice::kit::cache
