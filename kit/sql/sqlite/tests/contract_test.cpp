#include "kit/sql/sqlite/sqlite_database.hpp"
#include "kit/sql/tests/database_contract.hpp"
#include "kit/testing/temporary_directory.hpp"

namespace boxoffice::kit::sql {
namespace {

class SqliteEngine {
 public:
  std::unique_ptr<Database> open() { return open_sqlite({.file = directory_ / "test.db"}); }

 private:
  testing::TemporaryDirectory directory_{};
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(sqlite, database_contract, SqliteEngine);

}  // namespace boxoffice::kit::sql
