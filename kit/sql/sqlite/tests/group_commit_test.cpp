#include "kit/base/error.hpp"
#include "kit/base/failure.hpp"
#include "kit/runtime/timeout.hpp"
#include "kit/sql/sqlite/sqlite_database.hpp"
#include "kit/sql/sqlite/tests/held_writer.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>

namespace boxoffice::kit::sql {
namespace {

using testing::run;
using Step = std::move_only_function<bool(Transaction&)>;
using Steps = std::vector<Step>;
using Writes = std::vector<std::function<runtime::Task<>()>>;

class group_commit : public ::testing::Test {
 protected:
  void open(SqliteOptions options = {}) {
    options.file = directory / "test.db";
    options.on_commit = [this](std::size_t functions) {
      const std::lock_guard lock(mutex);
      commits.push_back(functions);
    };
    database = open_sqlite(options);
    run(database->write([](Transaction& transaction) {
      transaction.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)");
      transaction.execute(
          "CREATE TABLE thing (id INTEGER PRIMARY KEY, parent REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)");
    }));
    const std::lock_guard lock(mutex);
    commits.clear();
  }

  /// Runs all writes in one batch and remembers how each of them ended.
  void run_together(Steps steps, std::function<void()> while_held = [] {}) {
    Writes writes;
    for (std::size_t index = 0; index < steps.size(); ++index) {
      auto step = std::make_shared<Step>(std::move(steps[index]));
      writes.emplace_back([this, index, step] { return write_one(index, step); });
    }
    run(run_behind_held_writer(*database, std::move(writes), std::move(while_held)));
  }

  runtime::Task<> write_one(std::size_t index, std::shared_ptr<Step> step) {
    try {
      const auto result = co_await database->write([step](Transaction& transaction) -> base::Result<void> {
        if ((*step)(transaction)) return {};
        return base::fail(base::codes::invalid_state, "no");
      });
      outcomes[index] = result ? "kept" : "refused";
    } catch (const ConstraintViolation&) {
      outcomes[index] = "violation";
    } catch (const base::Overloaded&) {
      outcomes[index] = "overloaded";
    } catch (const base::Unavailable&) {
      outcomes[index] = "unavailable";
    } catch (const std::domain_error&) {
      outcomes[index] = "thrown";
    }
  }

  static auto insert(int id) {
    return [id](Transaction& transaction) {
      transaction.execute("INSERT INTO thing (id) VALUES ($1)", id);
      return true;
    };
  }

  std::vector<int> stored() {
    return run(database->read([](Session& session) {
      std::vector<int> ids;
      for (const auto& row : session.query("SELECT id FROM thing ORDER BY id")) ids.push_back(row.get<int>(0));
      return ids;
    }));
  }

  testing::TemporaryDirectory directory{};
  std::mutex mutex{};
  std::vector<std::size_t> commits{};
  std::map<std::size_t, std::string> outcomes{};
  std::unique_ptr<Database> database{};
};

TEST_F(group_commit, given_a_hundred_writes_that_wait_then_they_share_one_commit) {
  open();
  Steps steps;
  for (int id = 0; id < 100; ++id) steps.emplace_back(insert(id));

  run_together(std::move(steps));

  EXPECT_EQ(stored().size(), 100U);
  EXPECT_EQ(commits, (std::vector<std::size_t>{1, 100}));  // the one that held the writer, then all others
}

TEST_F(group_commit, given_more_writes_than_a_batch_holds_then_batches_are_bounded) {
  open({.batch_limit = 40});
  Steps steps;
  for (int id = 0; id < 100; ++id) steps.emplace_back(insert(id));

  run_together(std::move(steps));

  EXPECT_EQ(commits, (std::vector<std::size_t>{1, 40, 40, 20}));
}

TEST_F(group_commit, given_failing_functions_then_their_batch_mates_are_kept) {
  open();
  Steps steps;
  steps.emplace_back(insert(1));
  steps.emplace_back([](Transaction& transaction) -> bool {
    insert(2)(transaction);
    throw std::domain_error("no");
  });
  steps.emplace_back([](Transaction& transaction) { return insert(3)(transaction) && false; });
  steps.emplace_back(insert(1));  // violates the primary key
  steps.emplace_back(insert(5));

  run_together(std::move(steps));

  EXPECT_EQ(stored(), (std::vector<int>{1, 5}));
  const std::map<std::size_t, std::string> expected{
      {0, "kept"}, {1, "thrown"}, {2, "refused"}, {3, "violation"}, {4, "kept"}};
  EXPECT_EQ(outcomes, expected);
  EXPECT_EQ(commits.back(), 5U);
}

TEST_F(group_commit, given_functions_that_leave_nothing_to_undo_then_each_runs_once) {
  open();
  std::array<int, 5> runs{};
  Steps steps;
  steps.emplace_back([&](Transaction& transaction) { return ++runs[0] > 0 && insert(1)(transaction); });
  steps.emplace_back([&](Transaction& transaction) { return ++runs[1] < 0 || transaction.query("SELECT 1").empty(); });
  steps.emplace_back([&](Transaction& transaction) { return ++runs[2] > 0 && insert(1)(transaction); });  // violates
  steps.emplace_back([&](Transaction& transaction) { return ++runs[3] > 0 && insert(2)(transaction); });
  steps.emplace_back([&](Transaction& transaction) {
    return ++runs[4] < 0 || transaction.execute("INSERT INTO thing (id) VALUES (1) ON CONFLICT DO NOTHING") > 0;
  });

  run_together(std::move(steps));

  EXPECT_EQ(runs, (std::array<int, 5>{1, 1, 1, 1, 1}));
  const std::map<std::size_t, std::string> expected{
      {0, "kept"}, {1, "refused"}, {2, "violation"}, {3, "kept"}, {4, "refused"}};
  EXPECT_EQ(outcomes, expected);
  EXPECT_EQ(stored(), (std::vector<int>{1, 2}));
}

TEST_F(group_commit, given_writes_that_a_refused_function_leaves_then_all_run_again_without_them) {
  open();
  std::array<int, 2> runs{};
  std::vector<int> told;
  Steps steps;
  steps.emplace_back([&](Transaction& transaction) {
    transaction.after_commit([&] { told.push_back(1); });
    return ++runs[0] > 0 && insert(1)(transaction);
  });
  steps.emplace_back([&](Transaction& transaction) {
    transaction.after_commit([&] { told.push_back(2); });
    return ++runs[1] > 0 && insert(2)(transaction) && false;
  });

  run_together(std::move(steps));

  EXPECT_EQ(runs, (std::array<int, 2>{2, 2}));
  EXPECT_EQ(told, (std::vector<int>{1}));
  EXPECT_EQ(stored(), (std::vector<int>{1}));
}

TEST_F(group_commit, given_a_constraint_that_only_the_commit_finds_then_only_the_guilty_function_fails) {
  open();
  Steps steps;
  steps.emplace_back(insert(1));
  steps.emplace_back([](Transaction& transaction) {
    return transaction.execute("INSERT INTO thing (id, parent) VALUES (2, 99)") == 1;
  });
  steps.emplace_back(insert(3));

  run_together(std::move(steps));

  EXPECT_EQ(stored(), (std::vector<int>{1, 3}));
  const std::map<std::size_t, std::string> expected{{0, "kept"}, {1, "violation"}, {2, "kept"}};
  EXPECT_EQ(outcomes, expected);
}

/// Lets the file grow no more, as a full disk does, and tries. SQLite then rolls the whole transaction back by itself.
bool fill_disk(Transaction& transaction) {
  transaction.query("PRAGMA max_page_count = 1");  // as many as it has now
  try {
    for (int id = 1000; id < 100'000; ++id) transaction.execute("INSERT INTO thing (id) VALUES ($1)", id);
  } catch (const base::Unavailable&) {
    return true;  // pretends that nothing has happened
  }
  return false;
}

TEST_F(group_commit, given_a_transaction_that_sqlite_rolled_back_by_itself_then_the_whole_batch_is_unavailable) {
  open();
  Steps steps;
  steps.emplace_back(insert(1));
  steps.emplace_back(fill_disk);
  steps.emplace_back(insert(3));

  run_together(std::move(steps));

  const std::map<std::size_t, std::string> expected{{0, "unavailable"}, {1, "unavailable"}, {2, "unavailable"}};
  EXPECT_EQ(outcomes, expected);
  EXPECT_EQ(stored(), std::vector<int>{});
  run(database->write([](Transaction& transaction) {
    transaction.query("PRAGMA max_page_count = 1000000");
    insert(4)(transaction);
  }));
  EXPECT_EQ(stored(), std::vector<int>{4});
}

TEST_F(group_commit, given_a_full_queue_then_the_next_write_is_overloaded_at_once) {
  open({.queue_limit = 2});
  Steps steps;
  for (int id = 1; id <= 3; ++id) steps.emplace_back(insert(id));

  run_together(std::move(steps));

  const std::map<std::size_t, std::string> expected{{0, "kept"}, {1, "kept"}, {2, "overloaded"}};
  EXPECT_EQ(outcomes, expected);
  EXPECT_EQ(stored(), (std::vector<int>{1, 2}));
}

void insert_nine(Transaction& transaction) {
  transaction.execute("INSERT INTO thing (id) VALUES (9)");
}

runtime::Task<> write_too_late(Database& database) {
  const runtime::Deadline passed{.at = runtime::SteadyTime::min()};
  try {
    co_await runtime::with_timeout(passed, "the write", database.write(insert_nine));
    ADD_FAILURE() << "no timeout";
  } catch (const base::TimedOut&) {  // as it should be
  }
}

TEST_F(group_commit, given_a_caller_cancelled_while_it_waits_then_its_function_does_not_run) {
  open();
  Writes writes;
  writes.emplace_back([this] { return write_too_late(*database); });
  writes.emplace_back([this] { return write_one(0, std::make_shared<Step>(insert(1))); });

  run(run_behind_held_writer(*database, std::move(writes)));

  EXPECT_EQ(stored(), (std::vector<int>{1}));
}

}  // namespace
}  // namespace boxoffice::kit::sql
