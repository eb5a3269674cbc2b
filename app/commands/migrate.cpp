#include "app/commands/commands.hpp"
#include "app/configuration.hpp"
#include "app/platform_parts.hpp"
#include "kit/service/host.hpp"
#include "kit/sql/migrations.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <utility>
#include <vector>

namespace boxoffice::app {

namespace {

kit::runtime::Task<> migrate_one(const Module& module, kit::sql::Database& database,
                                 std::vector<kit::sql::Migration> migrations) {
  const auto applied = co_await kit::sql::migrate(database, std::move(migrations));
  for (const auto& name : applied) fmt::print("{}: applied {}\n", module.name, name);
  if (applied.empty()) fmt::print("{}: nothing to do\n", module.name);
}

int migrate_all() {
  auto [settings, configuration] = load_configuration();
  ProcessParts process(configuration, 1);
  process.io().start();
  for (const Module& module : modules()) {
    ServiceParts parts(process, configuration, module, 1);
    auto service = module.make(parts.platform(), settings);
    kit::service::run_blocking(process.io().executor(0),
                               migrate_one(module, parts.platform().database, std::move(service.migrations)));
  }
  return 0;
}

}  // namespace

void add_migrate(CLI::App& program, Invocation& invocation) {
  auto* command = program.add_subcommand("migrate", "Bring every service's schema up to date (serve does it as well).");
  command->callback([&invocation] { invocation.run = migrate_all; });
}

}  // namespace boxoffice::app
