#include "app/openapi.hpp"
#include "app/commands/commands.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace boxoffice::app {

void add_openapi(CLI::App& program, Invocation& invocation) {
  auto* command = program.add_subcommand("openapi", "Print the OpenAPI 3.1 document of all routes.");
  command->callback([&invocation] {
    invocation.run = [] {
      fmt::print("{}\n", api_of_all_services().document);
      return 0;
    };
  });
}

}  // namespace boxoffice::app
