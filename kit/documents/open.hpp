#pragma once

// Chooses the document engine by the scheme of DOCUMENTS_URL.

#include "kit/documents/document_store.hpp"

#include <memory>
#include <string_view>

namespace boxoffice::kit::documents {

/// "sqlite:<folder>" opens <folder>/documents.db. Throws base::StartupError for other schemes.
std::unique_ptr<DocumentStore> open_document_store(std::string_view url);

}  // namespace boxoffice::kit::documents
