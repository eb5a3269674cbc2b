#include "app/commands/commands.hpp"
#include "app/configuration.hpp"
#include "app/running.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <map>
#include <memory>
#include <string>
#include <utility>

namespace boxoffice::app {

namespace {

constexpr int name_width = 32;

void print_settings(const kit::config::Settings& settings, bool all) {
  for (const auto& setting : settings.explain()) {
    if (!all && setting.is_default) continue;
    fmt::print("{:<{}} {:<40} {}\n", setting.name, name_width, setting.value, setting.source);
    if (all) fmt::print("{:<{}} {}\n", "", name_width, setting.description);
  }
}

/// The settings of `service`, and which of them another start from this shell (`environment`) would change.
void compare_with(const RunningService& service, std::map<std::string, std::string> environment, bool all) {
  auto there = load_settings(service.environment);
  const auto configuration = read_configuration(there);
  print_settings(there, all);
  fmt::print("These are the settings with which it runs in {} ({}, pid {}).\n", configuration.home.string(),
             service.name, service.pid);

  // Neither says what the operator wants: one is how the processes were found, the other is the mark of deploy.sh.
  for (const auto* const name : {"BOXOFFICE_HOME", "BOXOFFICE_DEPLOYED"}) {
    environment.erase(name);
    if (const auto value = service.environment.find(name); value != service.environment.end()) {
      environment.insert(*value);
    }
  }
  auto here = load_settings(std::move(environment));
  (void)read_configuration(here);
  for (const auto& [mine, theirs] : here.differences_to(there)) {
    fmt::print("warning: {} is '{}' ({}) in this shell and '{}' where it runs; ./deploy.sh takes this shell's\n",
               mine.name, mine.value, mine.source, theirs.value);
  }
}

int check_config(bool all) {
  const auto environment = kit::config::read_environment();
  auto settings = load_settings(environment);
  const auto configuration = read_configuration(settings);
  const auto running = find_running_service(configuration.run());
  if (running) {
    compare_with(*running, environment, all);
  } else {
    print_settings(settings, all);
  }
  for (const auto& problem : settings.problems()) fmt::print("error: {}\n", problem);
  if (!settings.problems().empty()) return 1;
  fmt::print("The configuration is valid.\n");
  return 0;
}

}  // namespace

void add_check_config(CLI::App& program, Invocation& invocation) {
  auto all = std::make_shared<bool>(false);
  auto* command = program.add_subcommand(
      "check-config",
      "Check the settings and show which differ from the defaults, where Boxoffice runs or in this shell.");
  command->add_flag("--all", *all, "Show every setting with its description and source");
  command->callback([all, &invocation] { invocation.run = [all] { return check_config(*all); }; });
}

}  // namespace boxoffice::app
