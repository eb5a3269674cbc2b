#include "kit/documents/sqlite/sqlite_document_store.hpp"

#include "kit/documents/sqlite/collection_sql.hpp"
#include "kit/sql/sqlite/sqlite_database.hpp"

#include <stdexcept>

namespace boxoffice::kit::documents {
namespace {

Document document_of(const sql::Row& row) {
  return {.id = row.get<std::string>(0), .json = row.get<std::string>(1)};
}

class SqliteDocumentStore final : public DocumentStore {
 public:
  explicit SqliteDocumentStore(SqliteDocumentsOptions options)
      : database_(sql::open_sqlite({.file = std::move(options.file)})) {}

  runtime::Task<> ensure_collection(std::string collection, std::vector<std::string> indexed) override {
    co_await database_->write([texts = CollectionSql(collection), indexed](sql::Transaction& transaction) {
      transaction.execute(texts.create_table());
      for (const auto& member : indexed) transaction.execute(texts.create_index(member));
    });
  }

  runtime::Task<> put(std::string collection, Document document) override {
    co_await database_->write(
        [statement = CollectionSql(collection).upsert(), document](sql::Transaction& transaction) {
          try {
            transaction.execute(statement, document.id, document.json);
          } catch (const sql::ConstraintViolation&) {
            throw std::invalid_argument("Document " + document.id + " is not a JSON object");
          }
        });
  }

  runtime::Task<std::optional<Document>> get(std::string collection, std::string id) override {
    auto found = co_await get_many(std::move(collection), {std::move(id)});
    if (found.empty()) co_return std::nullopt;
    co_return std::move(found.front());
  }

  runtime::Task<std::vector<Document>> get_many(std::string collection, std::vector<std::string> ids) override {
    co_return co_await database_->read([statement = CollectionSql(collection).select(), ids](sql::Session& session) {
      std::vector<Document> found;
      for (const auto& id : ids) {
        if (const auto row = session.query_one(statement, id)) found.push_back(document_of(*row));
      }
      return found;
    });
  }

  runtime::Task<std::vector<Document>> find(std::string collection, Find find) override {
    co_return co_await database_->read([query = CollectionSql(collection).find(find)](sql::Session& session) {
      std::vector<Document> found;
      for (const auto& row : session.query_list(query.statement, sql::to_arguments(query.arguments)))
        found.push_back(document_of(row));
      return found;
    });
  }

  runtime::Task<bool> remove(std::string collection, std::string id) override {
    co_return co_await database_->write(
        [statement = CollectionSql(collection).remove(), id](sql::Transaction& transaction) {
          return transaction.execute(statement, id) > 0;
        });
  }

  runtime::Task<bool> healthy() override { return database_->healthy(); }

 private:
  const std::unique_ptr<sql::Database> database_;
};

}  // namespace

std::unique_ptr<DocumentStore> open_sqlite_documents(SqliteDocumentsOptions options) {
  return std::make_unique<SqliteDocumentStore>(std::move(options));
}

}  // namespace boxoffice::kit::documents
