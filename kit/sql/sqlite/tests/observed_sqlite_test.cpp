#include "kit/sql/sqlite/observed_sqlite.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/sqlite/sqlite_database.hpp"
#include "kit/sql/sqlite/tests/child_process.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <latch>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <sys/stat.h>
#include <unistd.h>

namespace boxoffice::kit::sql {
namespace {

using testing::run;

constexpr uid_t nobody = 65534;
constexpr std::string_view shared_memory_suffix = "-shm";  // locks and an index of the log: readers write there too

void insert(Database& database, std::int64_t id) {
  run(database.write([id](Transaction& transaction) {
    transaction.execute("CREATE TABLE IF NOT EXISTS thing (id INTEGER PRIMARY KEY)");
    transaction.execute("INSERT INTO thing (id) VALUES ($1)", id);
  }));
}

std::int64_t count(Database& database) {
  return run(database.read(
      [](Session& session) { return session.query_one("SELECT COUNT(*) FROM thing")->get<std::int64_t>(0); }));
}

class observed_sqlite : public ::testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file() const { return directory / "test.db"; }

  /// What lies in the folder: name -> content.
  [[nodiscard]] std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
      const auto name = entry.path().filename().string();
      std::ifstream stream(entry.path(), std::ios::binary);
      std::string content{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
      files[name] = name.ends_with(shared_memory_suffix) ? "" : std::move(content);
    }
    return files;
  }

  /// A process that has written rows 1 to 3, which are in the log only, and holds the file open.
  [[nodiscard]] std::unique_ptr<ChildProcess> writer() const {
    auto child = std::make_unique<ChildProcess>([this](const ChildProcess::Say& say) {
      const auto database = open_sqlite({.file = file()});
      for (std::int64_t id = 1; id <= 3; ++id) insert(*database, id);
      say(3);
      std::latch(1).wait();  // until killed
    });
    EXPECT_EQ(child->heard(), 3);
    return child;
  }

  testing::TemporaryDirectory directory{};
};

TEST_F(observed_sqlite, given_a_service_that_writes_then_each_look_sees_what_was_answered) {
  const auto database = open_sqlite({.file = file()});
  insert(*database, 1);
  const auto before = files();

  const auto observed = observe_sqlite(file());

  EXPECT_EQ(count(*observed), 1);
  EXPECT_EQ(files(), before);
  insert(*database, 2);
  EXPECT_EQ(count(*observed), 2);
}

TEST_F(observed_sqlite, given_a_service_that_has_ended_then_no_file_is_made_or_changed) {
  insert(*open_sqlite({.file = file()}), 1);
  const auto before = files();
  ASSERT_EQ(before.size(), 1U);

  {
    const auto observed = observe_sqlite(file());
    EXPECT_EQ(count(*observed), 1);
    EXPECT_EQ(files(), before);
  }

  EXPECT_EQ(files(), before);
}

TEST_F(observed_sqlite, given_services_that_come_and_go_then_each_look_sees_what_was_answered) {
  insert(*open_sqlite({.file = file()}), 1);
  const auto observed = observe_sqlite(file());
  EXPECT_EQ(count(*observed), 1);

  {
    const auto database = open_sqlite({.file = file()});
    insert(*database, 2);
    EXPECT_EQ(count(*observed), 2);
  }
  EXPECT_EQ(count(*observed), 2);
  insert(*open_sqlite({.file = file()}), 3);
  EXPECT_EQ(count(*observed), 3);
}

TEST_F(observed_sqlite, given_a_service_that_was_killed_then_its_log_is_read_and_left_alone) {
  writer()->kill();
  const auto before = files();

  {
    const auto observed = observe_sqlite(file());
    EXPECT_EQ(count(*observed), 3);
    EXPECT_EQ(count(*observed), 3);
  }

  EXPECT_EQ(files(), before);
  EXPECT_EQ(count(*open_sqlite({.file = file()})), 3);
}

TEST_F(observed_sqlite, given_a_folder_that_this_user_may_not_write_then_it_reads_all_the_same) {
  for (const auto* const state : {"at work", "killed", "ended"}) {
    SCOPED_TRACE(state);
    for (const auto& [name, content] : files()) std::filesystem::remove(directory / name);
    auto service = writer();
    if (state != std::string_view("at work")) service->kill();
    if (state == std::string_view("ended")) (void)open_sqlite({.file = file()});  // the last to close tidies up
    for (const auto& [name, content] : files()) ASSERT_EQ(::chmod((directory / name).c_str(), 0444), 0);
    ASSERT_EQ(::chmod(directory.path().c_str(), 0555), 0);
    const auto before = files();

    ChildProcess auditor([this](const ChildProcess::Say& say) {
      if (::geteuid() == 0 && ::setuid(nobody) != 0) return;  // root may write everywhere
      say(count(*observe_sqlite(file())));
    });

    EXPECT_EQ(auditor.heard(), 3);
    EXPECT_EQ(auditor.wait(), 0);
    EXPECT_EQ(files(), before);
    ASSERT_EQ(::chmod(directory.path().c_str(), 0755), 0);
  }
}

TEST_F(observed_sqlite, given_a_write_then_it_is_a_programming_error) {
  insert(*open_sqlite({.file = file()}), 1);
  const auto observed = observe_sqlite(file());

  EXPECT_THROW(insert(*observed, 2), std::logic_error);
  EXPECT_THROW(static_cast<void>(observed->listen("channel", [] {})), std::logic_error);
  EXPECT_EQ(count(*observed), 1);
}

TEST_F(observed_sqlite, given_no_file_or_no_database_then_a_sentence_and_nothing_is_made) {
  EXPECT_THROW(observe_sqlite(file()), base::StartupError);
  EXPECT_TRUE(files().empty());

  std::ofstream(file()) << "this is no database, and it is long enough to be looked at as one";
  EXPECT_THROW(count(*observe_sqlite(file())), base::StartupError);
}

TEST_F(observed_sqlite, given_a_name_with_characters_of_urls_then_that_file_is_read) {
  const auto odd = directory / "100%?#1.db";
  insert(*open_sqlite({.file = odd}), 1);

  EXPECT_EQ(count(*observe_sqlite(odd)), 1);
}

}  // namespace
}  // namespace boxoffice::kit::sql
