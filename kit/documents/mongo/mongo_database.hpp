#pragma once

// One database of a server or replica set, with calls that block within limits of time. libmongoc stays behind it.

#include "kit/documents/document_store.hpp"
#include "kit/documents/mongo/mongo_document_store.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::kit::documents {

/// Safe from any thread. Calls throw base::Unavailable: see failures.hpp for its kinds. While the server is away they
/// do so at once, but for one now and then that tries again. A call whose idle connection the server has closed is made
/// a second time; remove() is not, because nobody would know what became of the first.
class MongoDatabase {
 public:
  /// Does not connect. Throws base::StartupError when the URL is wrong.
  explicit MongoDatabase(const MongoDocumentsOptions& options);
  ~MongoDatabase();
  MongoDatabase(const MongoDatabase&) = delete;
  MongoDatabase& operator=(const MongoDatabase&) = delete;

  void ping();
  /// Asks for something that only those may see who have logged in.
  void check_login();

  void ensure_collection(const std::string& collection, const std::vector<std::string>& indexed);
  void put(const std::string& collection, const Document& document);
  std::optional<Document> get(const std::string& collection, const std::string& id);
  std::vector<Document> find(const std::string& collection, const Find& find);
  bool remove(const std::string& collection, const std::string& id);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boxoffice::kit::documents
