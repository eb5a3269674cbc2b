#pragma once

// The embedded document store: a table of JSON texts per collection in one SQLite file that several processes share,
// with expression indexes on the members that find() filters by. Durable (synchronous=FULL).

#include "kit/documents/document_store.hpp"

#include <filesystem>
#include <memory>

namespace boxoffice::kit::documents {

struct SqliteDocumentsOptions {
  std::filesystem::path file{};  // created with its folder when missing
};

/// Throws base::StartupError when the file cannot be opened or is damaged. Destroy the store before the io_contexts
/// whose coroutines wait for it.
std::unique_ptr<DocumentStore> open_sqlite_documents(SqliteDocumentsOptions options);

}  // namespace boxoffice::kit::documents
