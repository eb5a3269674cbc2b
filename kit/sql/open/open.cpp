#include "kit/sql/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/postgres/postgres_database.hpp"
#include "kit/sql/sqlite/folder.hpp"
#include "kit/sql/sqlite/observed_sqlite.hpp"
#include "kit/sql/sqlite/sqlite_database.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string>

namespace boxoffice::kit::sql {

namespace {

std::filesystem::path sqlite_file(std::string_view url, std::string_view service) {
  const auto folder = sqlite_folder(url);
  if (!folder) {
    throw base::StartupError(
        "DATABASE_URL has an unknown scheme: use sqlite:<folder> or postgres://user:password@host:port/database.");
  }
  return *folder / fmt::format("{}.db", service);
}

}  // namespace

std::unique_ptr<Database> open_database(std::string_view url, std::string_view service) {
  if (is_postgres_url(url)) return open_postgres({.url = std::string(url), .schema = std::string(service)});
  return open_sqlite({.file = sqlite_file(url, service)});
}

std::unique_ptr<Database> observe_database(std::string_view url, std::string_view service) {
  if (is_postgres_url(url)) return observe_postgres({.url = std::string(url), .schema = std::string(service)});
  return observe_sqlite(sqlite_file(url, service));
}

}  // namespace boxoffice::kit::sql
