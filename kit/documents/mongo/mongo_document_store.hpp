#pragma once

// Documents in a server that speaks MongoDB's protocol: MongoDB 4.0 or newer, or FerretDB 1.24. A collection per
// collection of the port; see stored_form.hpp for how a document lies in it.

#include "kit/documents/document_store.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace boxoffice::kit::documents {

/// The limits of time hold unless the URL says otherwise: connectTimeoutMS, serverSelectionTimeoutMS, socketTimeoutMS.
struct MongoDocumentsOptions {
  std::string url{};               // mongodb://user:password@host:port/database?..., or mongodb+srv://
  std::size_t threads = 4;         // each with a connection, which is opened when needed
  std::size_t queue_limit = 1024;  // calls that may wait for a thread
  std::chrono::milliseconds connect_limit{1000};
  // How long a call waits for a server that can serve it. The driver looks for one every 500 ms.
  std::chrono::milliseconds selection_limit{1000};
  std::chrono::milliseconds socket_limit{3000};     // how long a call waits for an answer
  std::chrono::milliseconds statement_limit{2000};  // how long the server works on a call
  std::chrono::milliseconds startup_limit{2000};    // how long open_mongo_documents() waits to hear of a refusal
  std::chrono::milliseconds pause_while_away{500};  // between two trials; other calls fail at once meanwhile
};

/// Returns also when the server is away: calls throw base::Unavailable until it is back. Throws base::StartupError,
/// which names DOCUMENTS_URL, when the URL is wrong or a server answers and refuses the login. Destroy the store before
/// the io_contexts whose coroutines wait for it.
std::unique_ptr<DocumentStore> open_mongo_documents(MongoDocumentsOptions options);

/// True for the URLs that open_mongo_documents() takes: "mongodb://" or "mongodb+srv://".
[[nodiscard]] bool is_mongo_url(std::string_view url);

}  // namespace boxoffice::kit::documents
