#pragma once

// The OpenAPI document of all services, which the build makes from their routes (`boxoffice openapi`).

#include <filesystem>
#include <string>
#include <vector>

namespace boxoffice::services::gateway {

struct ApiDocument {
  std::string text{};                       // OpenAPI 3.1, JSON
  std::vector<std::string> service_only{};  // patterns of routes that nobody reaches from outside
};

/// Throws kit::base::StartupError when the file is missing or is no such document: without it nobody knows which routes
/// are not for everybody.
[[nodiscard]] ApiDocument load_api_document(const std::filesystem::path& file);

}  // namespace boxoffice::services::gateway
