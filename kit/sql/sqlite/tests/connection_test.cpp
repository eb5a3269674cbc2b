#include "kit/sql/sqlite/connection.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/sqlite/folder.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace boxoffice::kit::sql {
namespace {

class sqlite_connection : public ::testing::Test {
 protected:
  testing::TemporaryDirectory directory{};
  SqliteConnection connection{{.file = directory / "test.db"}};
};

TEST_F(sqlite_connection, given_parameters_out_of_order_and_repeated_then_each_gets_its_argument) {
  const auto rows = connection.query("SELECT $2, $1, $2", "one", 2);

  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].get<int>(0), 2);
  EXPECT_EQ(rows[0].get<std::string>(1), "one");
  EXPECT_EQ(rows[0].get<int>(2), 2);
}

TEST_F(sqlite_connection, given_wrong_statements_then_they_are_programming_errors) {
  const std::array<std::string_view, 7> statements{
      "SELEC 1", "SELECT $1", "SELECT ?", "SELECT :name", "SELECT 1; SELECT 2", "SELECT 1.5", "-- nothing"};
  for (const auto statement : statements) {
    SCOPED_TRACE(statement);
    EXPECT_THROW(connection.run(statement), std::logic_error);
  }
  EXPECT_THROW(connection.query("SELECT $1", 1, 2), std::logic_error);
}

TEST_F(sqlite_connection, given_a_statement_that_changes_nothing_then_it_does_not_report_the_last_change) {
  connection.execute("CREATE TABLE thing (id INTEGER)");
  EXPECT_EQ(connection.execute("INSERT INTO thing VALUES (1), (2)"), 2);
  EXPECT_EQ(connection.execute("BEGIN"), 0);
  EXPECT_EQ(connection.execute("UPDATE thing SET id = 9 WHERE id = 99"), 0);
}

TEST_F(sqlite_connection, given_more_texts_than_are_kept_then_statements_still_run) {
  for (int number = 0; number < 1500; ++number) {
    EXPECT_EQ(connection.query("SELECT " + std::to_string(number)).front().get<int>(0), number);
  }
}

// Why writers begin IMMEDIATE: a transaction that reads first and then wants to write is refused when another has
// written in between, and waiting cannot help it.
TEST_F(sqlite_connection, given_a_deferred_transaction_that_read_old_rows_then_its_write_is_refused) {
  SqliteConnection other({.file = directory / "test.db", .busy_timeout = std::chrono::milliseconds{1}});
  connection.execute("CREATE TABLE thing (amount INTEGER)");
  other.execute("BEGIN DEFERRED");
  other.query("SELECT amount FROM thing");
  connection.execute("INSERT INTO thing VALUES (1)");

  EXPECT_THROW(other.execute("INSERT INTO thing VALUES (2)"), base::Unavailable);
}

TEST_F(sqlite_connection, given_a_read_only_connection_then_it_cannot_write_or_make_a_file) {
  connection.execute("CREATE TABLE thing (amount INTEGER)");
  SqliteConnection reader({.file = directory / "test.db", .access = Access::read_only});

  EXPECT_THROW(reader.execute("INSERT INTO thing VALUES (1)"), base::Unavailable);
  EXPECT_THROW(SqliteConnection({.file = directory / "none.db", .access = Access::read_only}), base::StartupError);
}

TEST(sqlite_folder, given_urls_then_only_the_sqlite_scheme_names_a_folder) {
  EXPECT_EQ(sqlite_folder("sqlite:var/data"), "var/data");
  EXPECT_EQ(sqlite_folder("sqlite:/var/data"), "/var/data");
  EXPECT_EQ(sqlite_folder("sqlite:///var/data"), "/var/data");
  EXPECT_EQ(sqlite_folder("postgres://localhost/x"), std::nullopt);
  EXPECT_THROW(static_cast<void>(sqlite_folder("sqlite:")), base::StartupError);
  EXPECT_THROW(static_cast<void>(sqlite_folder("sqlite://host/x")), base::StartupError);
}

}  // namespace
}  // namespace boxoffice::kit::sql
