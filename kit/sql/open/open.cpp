#include "kit/sql/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/sqlite/folder.hpp"
#include "kit/sql/sqlite/sqlite_database.hpp"

#include <fmt/format.h>

namespace boxoffice::kit::sql {

std::unique_ptr<Database> open_database(std::string_view url, std::string_view service) {
  if (const auto folder = sqlite_folder(url)) return open_sqlite({.file = *folder / fmt::format("{}.db", service)});
  throw base::StartupError("DATABASE_URL has an unknown scheme: use sqlite:<folder>.");
}

}  // namespace boxoffice::kit::sql
