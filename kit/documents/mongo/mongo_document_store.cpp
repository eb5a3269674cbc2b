#include "kit/documents/mongo/mongo_document_store.hpp"

#include "kit/base/failure.hpp"
#include "kit/documents/mongo/failures.hpp"
#include "kit/documents/mongo/mongo_database.hpp"
#include "kit/documents/names.hpp"
#include "kit/runtime/blocking_pool.hpp"

#include <fmt/format.h>

#include <exception>
#include <future>
#include <stdexcept>
#include <utility>

namespace boxoffice::kit::documents {
namespace {

class MongoDocumentStore final : public DocumentStore {
 public:
  explicit MongoDocumentStore(const MongoDocumentsOptions& options)
      : database_(options),
        pool_({.name = "documents", .threads = options.threads, .queue_limit = options.queue_limit}) {
    check_login(options.startup_limit);
  }

  runtime::Task<> ensure_collection(std::string collection, std::vector<std::string> indexed) override {
    checked_name(collection);
    co_await pool_.run([this, collection, indexed] { database_.ensure_collection(collection, indexed); });
  }

  runtime::Task<> put(std::string collection, Document document) override {
    checked_name(collection);
    co_await pool_.run([this, collection, document] { database_.put(collection, document); });
  }

  runtime::Task<std::optional<Document>> get(std::string collection, std::string id) override {
    checked_name(collection);
    co_return co_await pool_.run([this, collection, id] { return database_.get(collection, id); });
  }

  // One by one: FerretDB finds one id in the time that it needs for a document, and several in the time for all.
  runtime::Task<std::vector<Document>> get_many(std::string collection, std::vector<std::string> ids) override {
    checked_name(collection);
    co_return co_await pool_.run([this, collection, ids] {
      std::vector<Document> documents;
      for (const auto& id : ids) {
        if (auto found = database_.get(collection, id)) documents.push_back(std::move(*found));
      }
      return documents;
    });
  }

  runtime::Task<std::vector<Document>> find(std::string collection, Find find) override {
    checked_name(collection);
    co_return co_await pool_.run([this, collection, find] { return database_.find(collection, find); });
  }

  runtime::Task<bool> remove(std::string collection, std::string id) override {
    checked_name(collection);
    co_return co_await pool_.run([this, collection, id] { return database_.remove(collection, id); });
  }

  runtime::Task<bool> healthy() override {
    try {
      co_await pool_.run([this] { database_.ping(); });
      co_return true;
    } catch (const base::Unavailable&) {
      co_return false;
    }
  }

 private:
  /// A server that is away is no reason not to start: only a refusal is.
  void check_login(std::chrono::milliseconds limit) {
    auto answer = std::make_shared<std::promise<void>>();
    auto answered = answer->get_future();
    const bool is_asked = pool_.try_post([this, answer] {
      try {
        database_.check_login();
        answer->set_value();
      } catch (...) {
        answer->set_exception(std::current_exception());
      }
    });
    if (!is_asked || answered.wait_for(limit) != std::future_status::ready) return;
    try {
      answered.get();
    } catch (const LoginRefused&) {
      throw base::StartupError(
          "DOCUMENTS_URL cannot be used: the server refuses its user or password. Correct them, and authMechanism "
          "(FerretDB takes PLAIN only) and authSource.");
    } catch (const base::Unavailable&) {
      return;
    } catch (const std::logic_error& refusal) {
      throw base::StartupError(
          fmt::format("DOCUMENTS_URL cannot be used: {}. Check the database in it.", refusal.what()));
    }
  }

  MongoDatabase database_;
  runtime::BlockingPool pool_;  // its threads use the database
};

}  // namespace

std::unique_ptr<DocumentStore> open_mongo_documents(MongoDocumentsOptions options) {
  return std::make_unique<MongoDocumentStore>(options);
}

bool is_mongo_url(std::string_view url) {
  return url.starts_with("mongodb://") || url.starts_with("mongodb+srv://");
}

}  // namespace boxoffice::kit::documents
