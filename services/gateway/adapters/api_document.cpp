#include "services/gateway/adapters/api_document.hpp"

#include "kit/base/failure.hpp"
#include "kit/json/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

namespace boxoffice::services::gateway {

namespace {

bool is_service_only(const kit::json::Value& operation) {
  const auto mark = operation.get("x-service-only");
  return mark && mark->as_boolean() == true;
}

}  // namespace

ApiDocument load_api_document(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  ApiDocument document{.text = {std::istreambuf_iterator<char>(stream), {}}};
  const auto value = kit::json::parse(document.text);
  const auto paths = value ? value->get("paths") : std::nullopt;
  if (!paths) {
    throw kit::base::StartupError(
        fmt::format("{} is missing or damaged. Build again, or make it with: boxoffice openapi --output {}",
                    file.string(), file.string()));
  }
  for (const auto& [pattern, operations] : paths->members()) {
    const auto each = operations.members();
    if (std::ranges::any_of(each, [](const auto& operation) { return is_service_only(operation.second); })) {
      document.service_only.push_back(pattern);
    }
  }
  return document;
}

}  // namespace boxoffice::services::gateway
