#include "kit/sql/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace boxoffice::kit::sql {
namespace {

TEST(open_database, given_a_sqlite_url_then_the_service_has_its_own_file) {
  const testing::TemporaryDirectory directory;

  const auto database = open_database("sqlite:" + (directory / "data").string(), "orders");

  EXPECT_EQ(database->dialect(), Dialect::sqlite);
  EXPECT_TRUE(std::filesystem::exists(directory.path() / "data" / "orders.db"));
}

TEST(open_database, given_another_scheme_then_it_says_which_are_known) {
  EXPECT_THROW(open_database("mysql://localhost", "orders"), base::StartupError);
  EXPECT_THROW(open_database("", "orders"), base::StartupError);
}

TEST(observe_database, given_no_database_or_another_scheme_then_it_says_so_and_makes_nothing) {
  const testing::TemporaryDirectory directory;

  EXPECT_THROW(observe_database("sqlite:" + directory.path().string(), "orders"), base::StartupError);
  EXPECT_THROW(observe_database("mysql://localhost", "orders"), base::StartupError);

  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

}  // namespace
}  // namespace boxoffice::kit::sql
