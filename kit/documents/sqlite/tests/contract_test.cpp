#include "kit/base/failure.hpp"
#include "kit/documents/sqlite/collection_sql.hpp"
#include "kit/documents/sqlite/sqlite_document_store.hpp"
#include "kit/documents/tests/document_store_contract.hpp"
#include "kit/sql/sqlite/connection.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <fstream>

namespace boxoffice::kit::documents {
namespace {

class SqliteEngine {
 public:
  std::unique_ptr<DocumentStore> open() { return open_sqlite_documents({.file = directory_ / "documents.db"}); }

 private:
  testing::TemporaryDirectory directory_{};
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(sqlite, document_store_contract, SqliteEngine);

TEST(sqlite_documents, given_an_indexed_member_then_find_searches_the_index) {
  const testing::TemporaryDirectory directory;
  const auto store = open_sqlite_documents({.file = directory / "documents.db"});
  run(store->ensure_collection("posts", {"author"}));
  sql::SqliteConnection connection({.file = directory / "documents.db"});

  const auto query = CollectionSql("posts").find({.filters = {{"author", "ann"}}, .newest_first = true, .after = "9"});
  const auto plan = connection.run("EXPLAIN QUERY PLAN " + query.statement, sql::to_arguments(query.arguments)).rows;

  ASSERT_EQ(plan.size(), 1U);  // one step: no sorting after the search
  const auto step = plan.front().get<std::string>(3);
  EXPECT_NE(step.find("USING INDEX documents_posts_by_author (<expr>=? AND id<?)"), std::string::npos) << step;
}

TEST(sqlite_documents, given_a_damaged_file_then_opening_says_what_to_do) {
  const testing::TemporaryDirectory directory;
  std::ofstream(directory / "documents.db") << std::string(8192, 'x');

  EXPECT_THROW(open_sqlite_documents({.file = directory / "documents.db"}), base::StartupError);
}

}  // namespace boxoffice::kit::documents
