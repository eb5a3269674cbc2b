#include "app/commands/commands.hpp"
#include "app/configuration.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

namespace boxoffice::app {

namespace {

int check_config(bool all) {
  auto settings = load_settings(kit::config::read_environment());
  (void)read_configuration(settings);
  for (const auto& setting : settings.explain()) {
    if (!all && setting.is_default) continue;
    fmt::print("{:<28} {:<40} {}\n", setting.name, setting.value, setting.source);
    if (all) fmt::print("{:<28} {}\n", "", setting.description);
  }
  for (const auto& problem : settings.problems()) fmt::print("error: {}\n", problem);
  if (!settings.problems().empty()) return 1;
  fmt::print("The configuration is valid.\n");
  return 0;
}

}  // namespace

void add_check_config(CLI::App& program, Invocation& invocation) {
  auto all = std::make_shared<bool>(false);
  auto* command = program.add_subcommand("check-config", "Check the settings and show which differ from the defaults.");
  command->add_flag("--all", *all, "Show every setting with its description and source");
  command->callback([all, &invocation] { invocation.run = [all] { return check_config(*all); }; });
}

}  // namespace boxoffice::app
