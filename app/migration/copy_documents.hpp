#pragma once

// Takes the collections of the embedded document store to another one.

#include "app/migration/progress.hpp"
#include "kit/documents/document_store.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace boxoffice::app::migration {

/// Copies every document of `collections`, reads each back, and returns how many. Throws base::StartupError, which
/// names the document, when one comes back as another text.
kit::runtime::Task<std::int64_t> copy_documents(kit::documents::DocumentStore& from, kit::documents::DocumentStore& to,
                                                std::vector<std::string> collections, Progress& progress);

}  // namespace boxoffice::app::migration
