#include "app/audit/stores.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/open.hpp"
#include "kit/sql/sqlite/folder.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace boxoffice::app::audit {

namespace {

/// Opening an embedded database creates it, and an audit must leave nothing behind where nothing was.
void require_stores(const std::string& database_url) {
  const auto folder = kit::sql::sqlite_folder(database_url);
  if (!folder) return;
  for (const auto name : store_names) {
    const auto file = *folder / fmt::format("{}.db", name);
    if (!std::filesystem::exists(file)) {
      throw kit::base::StartupError(fmt::format(
          "there is no {} to audit. Start Boxoffice with ./deploy.sh, or set BOXOFFICE_HOME to where its data lies.",
          file.string()));
    }
  }
}

}  // namespace

OpenStores::OpenStores(const std::string& database_url) {
  require_stores(database_url);
  for (const auto name : store_names) {
    databases_.emplace(name, kit::sql::open_database(database_url, name));
  }
}

Stores OpenStores::stores() const {
  Stores stores;
  for (const auto& [name, database] : databases_) stores.emplace(name, *database);
  return stores;
}

}  // namespace boxoffice::app::audit
