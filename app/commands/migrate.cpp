#include "app/commands/commands.hpp"
#include "app/configuration.hpp"
#include "app/migration/migration.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace boxoffice::app {

namespace {

struct Options {
  std::string from{};
  std::string to{};
};

int migrate(const Options& options) {
  auto [settings, configuration] = load_configuration();
  if (options.from.empty()) {
    migration::migrate_schemas(configuration, settings);
    return 0;
  }
  if (!options.to.empty()) configuration.database_url = options.to;
  migration::Progress progress([](std::string_view line) {
    fmt::print("{}\n", line);
    (void)std::fflush(stdout);
  });
  migration::move_up(std::move(configuration), settings, options.from, progress);
  return 0;
}

}  // namespace

void add_migrate(CLI::App& program, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = program.add_subcommand(
      "migrate",
      "Bring every service's schema up to date (serve does it as well), or move an embedded deployment's data.");
  auto* from = command->add_option("--from", options->from,
                                   "Copy the data of an embedded deployment (sqlite:<folder>) to the engines of the "
                                   "settings, and compare; may be interrupted and run again");
  command->add_option("--to", options->to, "With --from: the PostgreSQL database, instead of DATABASE_URL")
      ->needs(from);
  command->callback([options, &invocation] { invocation.run = [options] { return migrate(*options); }; });
}

}  // namespace boxoffice::app
