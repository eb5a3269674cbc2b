#include "app/commands/commands.hpp"
#include "app/configuration.hpp"
#include "app/platform_parts.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>

namespace boxoffice::app {

namespace {

/// "3000,3001" for the portal.
std::string ports_of(const Module& module, const Configuration& configuration, int instance) {
  std::string ports;
  for (std::size_t listener = 0; listener < module.ports.size(); ++listener) {
    if (listener > 0) ports += ',';
    ports += std::to_string(port_of(module, configuration, instance, listener));
  }
  return ports;
}

/// One line per process that a deployment consists of: name, ports, service, instance.
int list_services() {
  const Configuration configuration = load_configuration().configuration;
  for (const Module& module : modules()) {
    const auto instances = static_cast<int>(configuration.directory.at(module.name).size());
    for (int instance = 1; instance <= instances; ++instance) {
      fmt::print("{} {} {} {}\n", instance_name(module, instance), ports_of(module, configuration, instance),
                 module.name, instance);
    }
  }
  return 0;
}

}  // namespace

void add_services(CLI::App& program, Invocation& invocation) {
  auto* command = program.add_subcommand(
      "services", "List the processes of a deployment with these settings: name, ports, service, instance.");
  command->callback([&invocation] { invocation.run = list_services; });
}

}  // namespace boxoffice::app
