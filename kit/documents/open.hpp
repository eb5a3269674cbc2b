#pragma once

// Chooses the document engine by the scheme of DOCUMENTS_URL.

#include "kit/documents/document_store.hpp"

#include <memory>
#include <string_view>

namespace boxoffice::kit::documents {

/// "sqlite:<folder>" opens <folder>/documents.db; "mongodb://..." and "mongodb+srv://..." are a MongoDB server's, which
/// may be away. Throws base::StartupError for other schemes, and for URLs and logins that are wrong.
std::unique_ptr<DocumentStore> open_document_store(std::string_view url);

}  // namespace boxoffice::kit::documents
