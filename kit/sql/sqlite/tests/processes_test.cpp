// What other processes and a failing machine do to a database file.

#include "kit/base/failure.hpp"
#include "kit/sql/sqlite/sqlite_database.hpp"
#include "kit/sql/sqlite/tests/child_process.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <latch>
#include <string>

#include <sys/resource.h>
#include <csignal>

namespace boxoffice::kit::sql {
namespace {

using testing::run;

void create_table(Transaction& transaction) {
  transaction.execute("CREATE TABLE IF NOT EXISTS thing (id INTEGER PRIMARY KEY, amount BIGINT, filler TEXT)");
  transaction.execute("INSERT INTO thing (id, amount) VALUES (0, 0) ON CONFLICT DO NOTHING");
}

void increment(Transaction& transaction) {
  const auto before = transaction.query_one("SELECT amount FROM thing WHERE id = 0")->get<std::int64_t>(0);
  transaction.execute("UPDATE thing SET amount = $1 WHERE id = 0", before + 1);
}

auto insert(std::int64_t id, std::size_t size = 10) {
  return [id, size](Transaction& transaction) {
    transaction.execute("INSERT INTO thing (id, filler) VALUES ($1, $2)", id, std::string(size, 'x'));
  };
}

std::int64_t number(Database& database, std::string statement) {
  return run(
      database.read([statement](Session& session) { return session.query_one(statement)->get<std::int64_t>(0); }));
}

TEST(sqlite_processes, given_two_processes_that_read_and_write_then_no_update_is_lost) {
  const testing::TemporaryDirectory directory;
  const SqliteOptions options{.file = directory / "test.db"};
  constexpr int each = 100;
  ChildProcess child([&](const ChildProcess::Say&) {
    const auto database = open_sqlite(options);
    run(database->write(create_table));
    for (int round = 0; round < each; ++round) run(database->write(increment));
  });

  const auto database = open_sqlite(options);
  run(database->write(create_table));
  for (int round = 0; round < each; ++round) run(database->write(increment));

  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(number(*database, "SELECT amount FROM thing WHERE id = 0"), 2 * each);
}

TEST(sqlite_processes, given_a_process_killed_in_mid_transaction_then_what_it_answered_is_there_and_nothing_else) {
  const testing::TemporaryDirectory directory;
  const SqliteOptions options{.file = directory / "test.db"};
  constexpr std::int64_t answered = 20;
  ChildProcess child([&](const ChildProcess::Say& say) {
    const auto database = open_sqlite(options);
    run(database->write(create_table));
    for (std::int64_t id = 1; id <= answered; ++id) run(database->write(insert(id)));
    run(database->write([&](Transaction& transaction) {
      insert(answered + 1)(transaction);
      say(answered);
      std::latch(1).wait();  // until killed
    }));
  });
  ASSERT_EQ(child.heard(), answered);

  child.kill();

  const auto database = open_sqlite(options);
  EXPECT_EQ(number(*database, "SELECT count(*) FROM thing WHERE id > 0"), answered);
  EXPECT_EQ(number(*database, "SELECT max(id) FROM thing"), answered);
  run(database->write(insert(answered + 1)));
}

/// Sets how large a file may become for this process; beyond it writes fail as they do on a full disk.
void limit_file_size(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

TEST(sqlite_processes, given_a_full_disk_then_writes_are_unavailable_until_there_is_room_and_nothing_is_lost) {
  const testing::TemporaryDirectory directory;
  const SqliteOptions options{.file = directory / "test.db"};
  ChildProcess child([&](const ChildProcess::Say& say) {
    const auto database = open_sqlite(options);
    run(database->write(create_table));
    limit_file_size(400'000);
    std::int64_t id = 1;
    try {
      for (; id < 1000; ++id) run(database->write(insert(id, 10'000)));
    } catch (const base::Unavailable&) {
      say(id - 1);
    }
    limit_file_size(RLIM_INFINITY);
    run(database->write(insert(5000)));
    say(5000);
  });

  const auto answered = child.heard();
  const auto after = child.heard();

  EXPECT_EQ(child.wait(), 0);
  EXPECT_GT(answered, 0);
  EXPECT_LT(answered, 999);
  EXPECT_EQ(after, 5000);
  const auto database = open_sqlite(options);
  EXPECT_EQ(number(*database, "SELECT count(*) FROM thing WHERE id BETWEEN 1 AND 999"), answered);
  EXPECT_EQ(number(*database, "SELECT max(id) FROM thing"), 5000);
}

TEST(sqlite_processes, given_a_file_locked_for_too_long_then_writes_are_unavailable_and_reads_go_on) {
  const testing::TemporaryDirectory directory;
  const auto database = open_sqlite({.file = directory / "test.db", .busy_timeout = std::chrono::milliseconds{20}});
  run(database->write(create_table));
  SqliteConnection other({.file = directory / "test.db"});
  other.execute("BEGIN IMMEDIATE");

  EXPECT_THROW(run(database->write(insert(1))), base::Unavailable);
  EXPECT_EQ(number(*database, "SELECT count(*) FROM thing"), 1);
  EXPECT_TRUE(run(database->healthy()));

  other.execute("ROLLBACK");
  run(database->write(insert(1)));
}

TEST(sqlite_processes, given_a_file_that_is_no_database_then_opening_says_what_to_do) {
  const testing::TemporaryDirectory directory;
  std::ofstream(directory / "test.db") << std::string(8192, 'x');

  try {
    open_sqlite({.file = directory / "test.db"});
    FAIL() << "opened";
  } catch (const base::StartupError& error) {
    EXPECT_NE(std::string(error.what()).find("restore it from a backup"), std::string::npos) << error.what();
  }
}

TEST(sqlite_processes, given_a_folder_that_cannot_be_made_then_opening_says_what_to_do) {
  const testing::TemporaryDirectory directory;
  std::ofstream(directory / "file") << "not a folder";

  EXPECT_THROW(open_sqlite({.file = directory.path() / "file" / "test.db"}), base::StartupError);
}

TEST(sqlite_processes, given_a_commit_during_a_read_then_the_read_keeps_its_snapshot) {
  const testing::TemporaryDirectory directory;
  const auto database = open_sqlite({.file = directory / "test.db"});
  run(database->write(create_table));
  SqliteConnection other({.file = directory / "test.db"});

  const auto counts = run(database->read([&](Session& session) {
    constexpr std::string_view count = "SELECT count(*) FROM thing";
    const auto before = session.query_one(count)->get<int>(0);
    other.execute("INSERT INTO thing (id) VALUES (7)");
    return std::pair{before, session.query_one(count)->get<int>(0)};
  }));

  EXPECT_EQ(counts, (std::pair{1, 1}));
  EXPECT_EQ(number(*database, "SELECT count(*) FROM thing"), 2);
}

}  // namespace
}  // namespace boxoffice::kit::sql
