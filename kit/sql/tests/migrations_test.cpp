#include "kit/sql/migrations.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/sqlite/sqlite_database.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::sql {
namespace {

using testing::run;
using Names = std::vector<std::string>;

constexpr Migration orders{.name = "0001_create_orders.sql", .sql = "CREATE TABLE orders (id TEXT);\n"};
constexpr Migration search{.name = "0002_search.sqlite.sql", .sql = "CREATE INDEX by_id ON orders (id);\n"};
constexpr Migration other_search{.name = "0002_search.postgres.sql", .sql = "CREATE INDEX USING gin;\n"};
constexpr Migration items{.name = "0003_items.sql",
                          .sql = "CREATE TABLE items (id TEXT);\nINSERT INTO items VALUES ('a');\n"};

class migrations : public ::testing::Test {
 protected:
  std::unique_ptr<Database> open() { return open_sqlite({.file = directory / "test.db"}); }

  /// The sentence for the operator.
  std::string refused(std::vector<Migration> list) {
    try {
      run(migrate(*database, std::move(list)));
      return "not refused";
    } catch (const base::StartupError& error) {
      return error.what();
    }
  }

  testing::TemporaryDirectory directory{};
  std::unique_ptr<Database> database = open();
};

TEST_F(migrations, given_an_empty_database_then_all_of_its_engine_are_applied_once) {
  const std::vector<Migration> list{orders, search, other_search, items};

  EXPECT_EQ(run(migrate(*database, list)),
            (Names{"0001_create_orders.sql", "0002_search.sqlite.sql", "0003_items.sql"}));
  EXPECT_EQ(run(migrate(*database, list)), Names{});
}

TEST_F(migrations, given_an_older_database_then_only_what_is_missing_is_applied) {
  run(migrate(*database, {orders}));

  EXPECT_EQ(run(migrate(*database, {orders, search, items})), (Names{"0002_search.sqlite.sql", "0003_items.sql"}));
}

TEST_F(migrations, given_a_changed_file_then_it_is_refused_by_name) {
  run(migrate(*database, {orders}));

  const auto sentence = refused({{.name = orders.name, .sql = "CREATE TABLE orders (id TEXT, more TEXT);\n"}});

  EXPECT_NE(sentence.find("0001_create_orders.sql has changed"), std::string::npos) << sentence;
}

TEST_F(migrations, given_a_newer_database_then_it_is_refused_by_name) {
  run(migrate(*database, {orders, items}));

  const auto sentence = refused({orders});

  EXPECT_NE(sentence.find("0003_items.sql, which this version does not know"), std::string::npos) << sentence;
}

TEST_F(migrations, given_a_statement_that_is_refused_then_nothing_of_its_file_stays) {
  const Migration broken{.name = "0002_broken.sql", .sql = "CREATE TABLE half (id TEXT);\nCREATE TABEL typo;\n"};

  const auto sentence = refused({orders, broken});

  EXPECT_NE(sentence.find("0002_broken.sql cannot be applied"), std::string::npos) << sentence;
  const Migration mended{.name = "0002_broken.sql", .sql = "CREATE TABLE half (id TEXT);\n"};
  EXPECT_EQ(run(migrate(*database, {orders, mended})), Names{"0002_broken.sql"});
}

TEST_F(migrations, given_rows_that_a_migration_forbids_then_it_is_refused_by_name) {
  run(migrate(*database, {items}));
  const Migration twice{.name = "0004_twice.sql",
                        .sql = "INSERT INTO items VALUES ('a');\nCREATE UNIQUE INDEX one ON items (id);\n"};

  const auto sentence = refused({items, twice});

  EXPECT_NE(sentence.find("0004_twice.sql cannot be applied"), std::string::npos) << sentence;
}

TEST_F(migrations, given_two_processes_at_once_then_each_file_is_applied_once) {
  const auto other = open();
  const std::vector<Migration> list{orders, search, items};

  auto second = std::async(std::launch::async, [&] { return run(migrate(*other, list)); });
  const Names here = run(migrate(*database, list));
  const Names there = second.get();

  EXPECT_EQ(here.size() + there.size(), list.size());
  const auto rows = run(database->read([](Session& session) { return session.query("SELECT id FROM items"); }));
  EXPECT_EQ(rows.size(), 1U);
}

}  // namespace
}  // namespace boxoffice::kit::sql
