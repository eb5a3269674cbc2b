#include "kit/sql/sqlite/folder.hpp"

#include "kit/base/failure.hpp"

namespace boxoffice::kit::sql {

std::optional<std::filesystem::path> sqlite_folder(std::string_view url) {
  constexpr std::string_view scheme = "sqlite:";
  if (!url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());
  if (url.starts_with("///")) url.remove_prefix(2);
  if (url.empty() || url.starts_with("//")) {
    throw base::StartupError("A sqlite: URL needs a folder: write sqlite:var/data or sqlite:/var/lib/boxoffice.");
  }
  return std::filesystem::path(url);
}

}  // namespace boxoffice::kit::sql
