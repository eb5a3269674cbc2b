#include "kit/sql/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/sqlite/folder.hpp"
#include "kit/sql/sqlite/observed_sqlite.hpp"
#include "kit/sql/sqlite/sqlite_database.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace boxoffice::kit::sql {

namespace {

std::filesystem::path sqlite_file(std::string_view url, std::string_view service) {
  const auto folder = sqlite_folder(url);
  if (!folder) throw base::StartupError("DATABASE_URL has an unknown scheme: use sqlite:<folder>.");
  return *folder / fmt::format("{}.db", service);
}

}  // namespace

std::unique_ptr<Database> open_database(std::string_view url, std::string_view service) {
  return open_sqlite({.file = sqlite_file(url, service)});
}

std::unique_ptr<Database> observe_database(std::string_view url, std::string_view service) {
  return observe_sqlite(sqlite_file(url, service));
}

}  // namespace boxoffice::kit::sql
