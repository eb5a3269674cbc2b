#include "app/audit/stores.hpp"

#include "app/configuration.hpp"
#include "kit/base/failure.hpp"
#include "kit/sql/open.hpp"
#include "kit/sql/sqlite/folder.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace boxoffice::app::audit {

namespace {

void require_stores(const std::string& database_url) {
  const auto folder = kit::sql::sqlite_folder(database_url);
  if (!folder) return;
  for (const auto& store : store_names) {
    const auto file = *folder / fmt::format("{}.db", store.name);
    std::error_code unknown;  // then opening it says what is wrong
    if (!std::filesystem::exists(file, unknown) && !unknown) {
      throw kit::base::StartupError(fmt::format(
          "there is no {} to audit. Start Boxoffice with ./deploy.sh, or set BOXOFFICE_HOME to where its data lies.",
          file.string()));
    }
  }
}

}  // namespace

OpenStores::OpenStores(const std::string& database_url) {
  require_stores(database_url);
  for (const auto& store : store_names) {
    databases_.emplace(store.name,
                       kit::sql::observe_database(database_url_of(store.service, database_url), store.name));
  }
}

Stores OpenStores::stores() const {
  Stores stores;
  for (const auto& [name, database] : databases_) stores.emplace(name, *database);
  return stores;
}

}  // namespace boxoffice::app::audit
