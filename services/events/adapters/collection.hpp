#pragma once

// A collection of the document store that is made ready when it is first used, so that the service starts and serves
// also while that store is away.

#include "kit/documents/document_store.hpp"

#include <atomic>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::events {

/// Safe from any thread; `store` outlives it.
class Collection {
 public:
  Collection(kit::documents::DocumentStore& store, std::string name, std::vector<std::string> indexed)
      : store_(store), name_(std::move(name)), indexed_(std::move(indexed)) {}

  [[nodiscard]] const std::string& name() const { return name_; }

  /// The store, with this collection in it. Throws base::Unavailable when it is away.
  kit::runtime::Task<kit::documents::DocumentStore*> open();

 private:
  kit::documents::DocumentStore& store_;
  std::string name_;
  std::vector<std::string> indexed_;
  std::atomic<bool> is_ready_ = false;
};

}  // namespace boxoffice::services::events
