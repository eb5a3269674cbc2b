#include "kit/documents/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/documents/mongo/mongo_document_store.hpp"
#include "kit/documents/sqlite/sqlite_document_store.hpp"
#include "kit/sql/sqlite/folder.hpp"

#include <string>

namespace boxoffice::kit::documents {

std::unique_ptr<DocumentStore> open_document_store(std::string_view url) {
  if (const auto folder = sql::sqlite_folder(url)) return open_sqlite_documents({.file = *folder / "documents.db"});
  if (is_mongo_url(url)) return open_mongo_documents({.url = std::string(url)});
  throw base::StartupError(
      "DOCUMENTS_URL has an unknown scheme: use sqlite:<folder> or "
      "mongodb://<user>:<password>@<host>:<port>/<database>.");
}

}  // namespace boxoffice::kit::documents
