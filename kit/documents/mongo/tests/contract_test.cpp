#include "kit/documents/mongo/mongo_document_store.hpp"
#include "kit/documents/tests/document_store_contract.hpp"
#include "kit/testing/documents/document_server.hpp"

#include <fmt/format.h>

namespace boxoffice::kit::documents {
namespace {

/// A database of its own for each test.
class MongoEngine {
 public:
  std::unique_ptr<DocumentStore> open() {
    return open_mongo_documents({.url = testing::DocumentServer::shared().url(database_)});
  }

 private:
  static std::string next_database() {
    static int made = 0;
    return fmt::format("test_{}", ++made);
  }

  std::string database_ = next_database();
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(mongo, document_store_contract, MongoEngine);

}  // namespace boxoffice::kit::documents
