#pragma once

// AsyncAPI 3.0: the document of all topics and messages, made from the structs that are sent.

#include <string>

namespace boxoffice::contracts {

/// The document as JSON text, stable in order. contracts/asyncapi.json holds it, and a test compares the two.
[[nodiscard]] std::string asyncapi_document();

}  // namespace boxoffice::contracts
