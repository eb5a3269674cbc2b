#include "kit/testing/sql/drop_constraints.hpp"

#include "kit/testing/run.hpp"

namespace boxoffice::kit::testing {

void drop_constraints(sql::Database& database, std::vector<std::string> tables) {
  run(database.write([&tables](sql::Transaction& transaction) {
    for (const auto& table : tables) {
      transaction.execute("CREATE TABLE unconstrained AS SELECT * FROM " + table);
      transaction.execute("DROP TABLE " + table);
      transaction.execute("ALTER TABLE unconstrained RENAME TO " + table);
    }
  }));
}

}  // namespace boxoffice::kit::testing
