#include "kit/documents/mongo/mongo_document_store.hpp"
#include "kit/documents/tests/document_store_contract.hpp"
#include "kit/testing/documents/document_server.hpp"
#include "kit/testing/postgres/postgres_server.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>

namespace boxoffice::kit::documents {
namespace {

std::string next_database() {
  static int made = 0;
  return fmt::format("test_{}", ++made);
}

/// A database of its own for each test.
class Engine {
 public:
  explicit Engine(const testing::DocumentServer& server, std::string_view login = {})
      : url_(server.url(next_database(), login)) {}

  std::unique_ptr<DocumentStore> open() { return open_mongo_documents({.url = url_}); }

 private:
  std::string url_;
};

class FerretOnSqlite : public Engine {
 public:
  FerretOnSqlite() : Engine(testing::DocumentServer::shared()) {}
};

/// As deployments run it.
class FerretOnPostgres : public Engine {
 public:
  FerretOnPostgres() : Engine(server(), "boxoffice:secret") {}

 private:
  static const testing::DocumentServer& server() {
    static const testing::DocumentServer server(testing::PostgresServer::shared().url("postgres", ""));
    return server;
  }
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(ferret_on_sqlite, document_store_contract, FerretOnSqlite);
INSTANTIATE_TYPED_TEST_SUITE_P(ferret_on_postgres, document_store_contract, FerretOnPostgres);

}  // namespace boxoffice::kit::documents
