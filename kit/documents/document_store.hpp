#pragma once

// The document port: free-form JSON documents by id, with filters on a few top-level members. DOCUMENTS_URL chooses
// the technology (sqlite: | mongodb:).

#include "kit/runtime/task.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace boxoffice::kit::documents {

/// A stored JSON object. `id` is not part of `json`.
struct Document {
  std::string id;
  std::string json;
};

struct Filter {
  std::string member;  // top-level member of the document
  std::variant<std::int64_t, std::string> equals;
};

struct Find {
  std::vector<Filter> filters{};
  bool newest_first = false;  // order of ids (UUIDv7: by creation)
  std::size_t limit = 20;
  std::optional<std::string> after{};  // id of the last document of the page before
};

/// Safe from any thread. Calls throw base::Unavailable when the store is away. Names of collections and members are
/// letters, digits, '_' and '-' (std::invalid_argument otherwise); a collection must have been ensured.
class DocumentStore {
 public:
  virtual ~DocumentStore() = default;

  /// Makes a collection ready; `indexed` are the members that find() filters by. Idempotent; call it at start.
  virtual runtime::Task<> ensure_collection(std::string collection, std::vector<std::string> indexed) = 0;

  /// Inserts or replaces. Throws std::invalid_argument when the text is no JSON object.
  virtual runtime::Task<> put(std::string collection, Document document) = 0;
  virtual runtime::Task<std::optional<Document>> get(std::string collection, std::string id) = 0;
  /// In the order of `ids`; those that do not exist are left out.
  virtual runtime::Task<std::vector<Document>> get_many(std::string collection, std::vector<std::string> ids) = 0;
  virtual runtime::Task<std::vector<Document>> find(std::string collection, Find find) = 0;
  /// True when it existed.
  virtual runtime::Task<bool> remove(std::string collection, std::string id) = 0;

  virtual runtime::Task<bool> healthy() = 0;
};

}  // namespace boxoffice::kit::documents
