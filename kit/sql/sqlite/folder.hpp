#pragma once

// The form that the URLs of all embedded engines share: "sqlite:<folder>".

#include <filesystem>
#include <optional>
#include <string_view>

namespace boxoffice::kit::sql {

/// The folder of "sqlite:<folder>" or "sqlite:///<folder from the root>"; nullopt for other schemes. Throws
/// base::StartupError when the folder is missing from the URL.
[[nodiscard]] std::optional<std::filesystem::path> sqlite_folder(std::string_view url);

}  // namespace boxoffice::kit::sql
