#include "app/migration/migration.hpp"

#include "app/audit/stores.hpp"
#include "app/migration/copy_documents.hpp"
#include "app/migration/copy_messages.hpp"
#include "app/migration/copy_tables.hpp"
#include "app/platform_parts.hpp"
#include "app/running.hpp"
#include "kit/base/failure.hpp"
#include "kit/documents/open.hpp"
#include "kit/messaging/open.hpp"
#include "kit/service/host.hpp"
#include "kit/sql/migrations.hpp"
#include "kit/sql/open.hpp"
#include "kit/sql/sqlite/folder.hpp"
#include "kit/sql/sqlite/observed_sqlite.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::app::migration {

namespace {

using kit::base::StartupError;
using kit::runtime::Task;

bool is_embedded(std::string_view url) {
  return kit::sql::sqlite_folder(url).has_value();
}

Task<> migrate_one(const Module& module, kit::sql::Database& database, std::vector<kit::sql::Migration> migrations) {
  const auto applied = co_await kit::sql::migrate(database, std::move(migrations));
  for (const auto& name : applied) fmt::print("{}: applied {}\n", module.name, name);
  if (applied.empty()) fmt::print("{}: nothing to do\n", module.name);
}

/// The embedded deployment that `from` names, beside the one that it moves to.
Configuration embedded_beside(Configuration configuration, const std::string& from) {
  configuration.database_url = from;
  configuration.messaging_url = from + "/messages";
  configuration.cache_url = from;
  configuration.documents_url = from;
  return configuration;
}

void check(const Configuration& to, const std::string& from) {
  const auto folder = kit::sql::sqlite_folder(from);
  if (!folder) throw StartupError("--from names an embedded deployment's data: sqlite:<folder>.");
  if (!std::filesystem::exists(*folder / "users.db")) {
    throw StartupError(
        fmt::format("there is no embedded deployment in {}; --from is its data folder, such as "
                    "sqlite:var/data.",
                    folder->string()));
  }
  if (is_embedded(to.database_url)) {
    throw StartupError("the data moves to PostgreSQL: set DATABASE_URL, or --to, to postgres://...");
  }
  if (const auto running = find_running_service(to.run())) {
    throw StartupError(
        fmt::format("{} runs in {} (pid {}), and data that changes cannot be moved. Stop it: "
                    "./deploy.sh stop",
                    running->name, to.home.string(), running->pid));
  }
}

/// One deployment, whose services do not serve.
struct Side {
  explicit Side(Configuration which) : configuration(std::move(which)), process(configuration, 1) {
    process.io().start();
  }

  void run(Task<> task) { kit::service::run_blocking(process.io().executor(0), std::move(task)); }

  Configuration configuration;
  ProcessParts process;
};

/// A service of one side.
struct Part {
  Part(Side& side, const Module& module, kit::config::Settings& settings)
      : parts(side.process, side.configuration, module, 1), service(module.make(parts.platform(), settings)) {}

  [[nodiscard]] Task<> migrate() {
    co_await kit::sql::migrate(parts.platform().database, std::move(service.migrations));
  }

  ServiceParts parts;
  kit::service::Service service;
};

Task<> copy_store(const Configuration& from, const Configuration& to, audit::StoreName store, Progress& progress) {
  const auto source = kit::sql::observe_database(database_url_of(store.service, from.database_url), store.name);
  const auto target = kit::sql::open_database(database_url_of(store.service, to.database_url), store.name);
  const auto rows = co_await copy_tables(*source, *target, std::string(store.name), progress);
  progress.line(fmt::format("{}: {} rows, the same on both sides", store.name, rows));
}

/// A service's own store first. One that has further stores makes them when it starts.
void copy_service(Side& from, Side& to, const Module& module, kit::config::Settings& settings, Progress& progress) {
  Part source(from, module, settings);
  from.run(source.migrate());
  Part target(to, module, settings);
  to.run(target.migrate());
  for (const auto& store : audit::store_names) {
    if (store.service != module.name) continue;
    if (store.name != module.name) to.run(target.service.on_start());
    to.run(copy_store(from.configuration, to.configuration, store, progress));
  }
}

/// The embedded document store keeps a table "documents_<name>" for each collection.
Task<std::vector<std::string>> collections_of(std::filesystem::path folder) {
  const auto file = folder / "documents.db";
  if (!std::filesystem::exists(file)) co_return std::vector<std::string>{};
  const auto database = kit::sql::observe_sqlite(file);
  constexpr std::string_view prefix = "documents_";
  co_return co_await database->read([prefix](kit::sql::Session& session) {
    std::vector<std::string> names;
    for (const auto& row : session.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
      const auto name = row.get<std::string>(0);
      if (name.starts_with(prefix)) names.push_back(name.substr(prefix.size()));
    }
    return names;
  });
}

Task<> copy_all_documents(const Configuration& from, const Configuration& to, Progress& progress) {
  const auto source = kit::documents::open_document_store(from.documents_url);
  const auto target = kit::documents::open_document_store(to.documents_url);
  const auto collections = co_await collections_of(*kit::sql::sqlite_folder(from.documents_url));
  const auto count = co_await copy_documents(*source, *target, collections, progress);
  progress.line(fmt::format("documents: {}, each read back", count));
}

Task<> copy_all_messages(const Configuration& from, const Configuration& to, Progress& progress) {
  const kit::base::SystemClock clock;
  const auto source = kit::messaging::open_message_log(from.messaging_url, clock);
  const auto target = kit::messaging::open_message_log(to.messaging_url, clock);
  const auto count = co_await copy_messages(*source, *target, progress);
  progress.line(fmt::format("messages: {} published", count));
}

}  // namespace

void migrate_schemas(const Configuration& configuration, kit::config::Settings& settings) {
  Side side(configuration);
  for (const Module& module : modules()) {
    Part part(side, module, settings);
    side.run(migrate_one(module, part.parts.platform().database, std::move(part.service.migrations)));
  }
}

void move_up(Configuration configuration, kit::config::Settings& settings, const std::string& from,
             Progress& progress) {
  check(configuration, from);
  Side source(embedded_beside(configuration, from));
  Side target(std::move(configuration));
  for (const Module& module : modules()) {
    if (!module.at_the_edge) copy_service(source, target, module, settings, progress);
  }
  if (!is_embedded(target.configuration.documents_url)) {
    target.run(copy_all_documents(source.configuration, target.configuration, progress));
  }
  if (!is_embedded(target.configuration.messaging_url)) {
    target.run(copy_all_messages(source.configuration, target.configuration, progress));
  }
}

}  // namespace boxoffice::app::migration
