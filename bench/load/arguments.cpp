#include "bench/load/arguments.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <vector>

namespace boxoffice::bench {

LoopOptions Arguments::loop(const CatalogueEntry& entry) const {
  LoopOptions options = entry.loop;
  if (connections) options.connections = *connections;
  if (attempts) options.attempts = *attempts;
  if (warm_up_seconds) options.warm_up = std::chrono::seconds{*warm_up_seconds};
  if (seconds) options.duration = std::chrono::seconds{*seconds};
  return options;
}

void add_arguments(CLI::App& program, Arguments& arguments) {
  std::vector<std::string> names;
  std::string footer = "Scenarios, with the connections that each has unless you say otherwise:\n";
  for (const auto& entry : catalogue()) {
    names.emplace_back(entry.name);
    footer += fmt::format("  {:<10} {:>3}  {}\n", entry.name, entry.loop.connections, entry.description);
  }
  program.footer(footer);
  program.add_option("scenario", arguments.scenario, "What to do, see below")->required()->check(CLI::IsMember(names));
  program.add_option("--connections", arguments.connections, "Attempts at once")->check(CLI::Range(1, 4096));
  program.add_option("--users", arguments.users, "How many people share the connections")->check(CLI::Range(1, 1000));
  program.add_option("--attempts", arguments.attempts, "Stop after so many")->check(CLI::PositiveNumber);
  program.add_option("--warm-up", arguments.warm_up_seconds, "Seconds that are not measured")
      ->check(CLI::Range(0, 600));
  program.add_option("--seconds", arguments.seconds, "How long to measure")->check(CLI::Range(1, 3600));
  program.add_option("--report", arguments.report, "File for the figures as JSON");
  program.add_option("--home", arguments.deployment.home, "Where the system's state lies")->envname("BOXOFFICE_HOME");
  program.add_option("--port-offset", arguments.deployment.port_offset, "What is added to its ports")
      ->envname("BOXOFFICE_PORT_OFFSET");
}

}  // namespace boxoffice::bench
