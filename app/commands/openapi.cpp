#include "app/openapi.hpp"
#include "app/commands/commands.hpp"
#include "kit/base/failure.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <fstream>
#include <memory>
#include <string>

namespace boxoffice::app {

namespace {

int print_document(const std::string& file) {
  const std::string document = api_document(routes_of_all_services());
  if (file.empty()) {
    fmt::print("{}\n", document);
    return 0;
  }
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << document << '\n';
  stream.close();
  if (!stream) throw kit::base::StartupError(fmt::format("{} cannot be written; check its folder.", file));
  return 0;
}

}  // namespace

void add_openapi(CLI::App& program, Invocation& invocation) {
  auto file = std::make_shared<std::string>();
  auto* command = program.add_subcommand("openapi", "Print the OpenAPI 3.1 document of all routes.");
  command->add_option("--output", *file, "Write it to this file instead; the gateway serves share/docs/openapi.json");
  command->callback([file, &invocation] { invocation.run = [file] { return print_document(*file); }; });
}

}  // namespace boxoffice::app
