#include "kit/testing/sql/crossed_database.hpp"

#include "kit/base/error.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/sql/drop_constraints.hpp"
#include "kit/testing/sql/temporary_database.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace boxoffice::kit::testing {
namespace {

class Crossing : public ::testing::Test {
 protected:
  static std::int64_t count(sql::Session& session) {
    return session.query_one("SELECT COUNT(*) FROM seats")->get<std::int64_t>(0);
  }
  static runtime::Task<> add(sql::Database& to, std::string seat) {
    co_await to.write(
        [seat](sql::Transaction& transaction) { transaction.execute("INSERT INTO seats (id) VALUES ($1)", seat); });
  }
  std::int64_t count_in_write() {
    return run(crossed.write([](sql::Transaction& transaction) { return count(transaction); }));
  }

  TemporaryDatabase inner{{{.name = "0001_create_seats.sql", .sql = "CREATE TABLE seats (id TEXT PRIMARY KEY);\n"}}};
  CrossedDatabase crossed{*inner};
};

TEST_F(Crossing, given_meanwhile_then_it_happens_once_before_the_next_write_and_after_reads) {
  crossed.meanwhile = [this] { return add(*inner, "A1"); };

  EXPECT_EQ(run(crossed.read(count)), 0);
  EXPECT_EQ(count_in_write(), 1);
  EXPECT_EQ(count_in_write(), 1);
}

TEST_F(Crossing, given_step_that_fails_then_rolled_back_and_answered) {
  const auto failed = run(crossed.write([](sql::Transaction& transaction) -> base::Result<void> {
    transaction.execute("INSERT INTO seats (id) VALUES ('A1')");
    return base::fail(base::codes::not_found, "no");
  }));

  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, base::codes::not_found);
  EXPECT_EQ(run(crossed.read(count)), 0);
}

TEST_F(Crossing, given_dropped_constraints_then_rows_stay_and_a_key_is_taken_twice) {
  run(add(*inner, "A1"));
  EXPECT_THROW(run(add(crossed, "A1")), sql::ConstraintViolation);

  drop_constraints(*inner, {"seats"});
  run(add(crossed, "A1"));

  EXPECT_EQ(run(inner->read(count)), 2);
}

}  // namespace
}  // namespace boxoffice::kit::testing
