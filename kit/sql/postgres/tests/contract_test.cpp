#include "kit/sql/postgres/postgres_database.hpp"
#include "kit/sql/tests/database_contract.hpp"
#include "kit/testing/postgres/postgres_server.hpp"

#include <fmt/format.h>

namespace boxoffice::kit::sql {
namespace {

/// A schema of its own for each test.
class PostgresEngine {
 public:
  std::unique_ptr<Database> open() {
    return open_postgres({.url = testing::PostgresServer::shared().url(), .schema = schema_, .connections = 3});
  }

 private:
  static std::string next_schema() {
    static int made = 0;
    return fmt::format("test_{}", ++made);
  }

  std::string schema_ = next_schema();
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(postgres, database_contract, PostgresEngine);

}  // namespace boxoffice::kit::sql
