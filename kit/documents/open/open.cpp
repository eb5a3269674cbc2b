#include "kit/documents/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/documents/sqlite/sqlite_document_store.hpp"
#include "kit/sql/sqlite/folder.hpp"

namespace boxoffice::kit::documents {

std::unique_ptr<DocumentStore> open_document_store(std::string_view url) {
  if (const auto folder = sql::sqlite_folder(url)) return open_sqlite_documents({.file = *folder / "documents.db"});
  throw base::StartupError("DOCUMENTS_URL has an unknown scheme: use sqlite:<folder>.");
}

}  // namespace boxoffice::kit::documents
