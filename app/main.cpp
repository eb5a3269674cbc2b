// The one executable: `boxoffice serve`, `migrate`, `verify`, `openapi`, ... Each command lives in commands/.

#include "app/commands/commands.hpp"
#include "kit/base/failure.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>

int main(int argument_count, char** arguments) {
  using namespace boxoffice;  // NOLINT(google-build-using-namespace): this is main
  CLI::App program{"Boxoffice: an event-ticketing platform of nine services in one binary."};
  program.require_subcommand(1);
  program.set_version_flag("--version", std::string(app::version));
  app::Invocation invocation;
  app::add_commands(program, invocation);
  try {
    program.parse(argument_count, arguments);
    return invocation.run ? invocation.run() : 0;
  } catch (const CLI::ParseError& error) {
    return program.exit(error);
  } catch (const kit::base::StartupError& error) {
    fmt::print(stderr, "boxoffice: {}\n", error.what());
    return 2;
  } catch (const kit::base::Unavailable& error) {
    fmt::print(stderr, "boxoffice: {}. When that is mended, start again; nothing is lost.\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "boxoffice: something unexpected went wrong: {}\n", error.what());
    return 3;
  }
}
