#include "kit/testing/sql/temporary_database.hpp"

#include "kit/testing/run.hpp"
#include "kit/testing/sql/queries.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace boxoffice::kit::testing {
namespace {

std::vector<sql::Migration> one_table() {
  return {{.name = "0001_create_seats.sql", .sql = "CREATE TABLE seats (id TEXT PRIMARY KEY);\n"}};
}

void insert_seat(sql::Transaction& transaction) {
  transaction.execute("INSERT INTO seats (id) VALUES ($1)", "A1");
}

std::size_t count_seats(sql::Session& session) {
  return session.query("SELECT id FROM seats").size();
}

TEST(temporary_database, given_migrations_then_their_tables_are_there_and_empty) {
  const TemporaryDatabase database(one_table());
  EXPECT_EQ(run(database->read(count_seats)), 0U);
}

TEST(temporary_database, given_two_then_they_share_nothing) {
  const TemporaryDatabase first(one_table());
  const TemporaryDatabase second(one_table());

  run(first->write(insert_seat));

  EXPECT_EQ(run(first->read(count_seats)), 1U);
  EXPECT_EQ(run(second->read(count_seats)), 0U);
}

TEST(queries, given_rows_then_their_first_column_in_order) {
  const TemporaryDatabase database(one_table());
  run(database->write(insert_seat));

  EXPECT_EQ(texts_in(*database, "SELECT id FROM seats"), std::vector<std::string>{"A1"});
  EXPECT_EQ(texts_in(*database, "SELECT id FROM seats WHERE id = 'B1'"), std::vector<std::string>{});
  EXPECT_EQ(number_in(*database, "SELECT COUNT(*) FROM seats"), 1);
}

TEST(temporary_database, given_it_is_opened_again_then_the_same_rows) {
  TemporaryDatabase database(one_table());
  run(database->write(insert_seat));

  const auto other = database.open_again();
  EXPECT_EQ(run(other->read(count_seats)), 1U);

  database.reopen();
  EXPECT_EQ(run(database->read(count_seats)), 1U);
}

}  // namespace
}  // namespace boxoffice::kit::testing
