#pragma once

// The commands of the executable. Each file here adds one; a command parses its options, and `Invocation::run` does
// the work afterwards, so that errors in arguments never touch a store.

#include "app/modules.hpp"

#include <functional>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace boxoffice::app {

/// What the command line asked for; returns the exit status.
struct Invocation {
  std::function<int()> run{};
};

void add_commands(CLI::App& program, Invocation& invocation);

void add_serve(CLI::App& program, Invocation& invocation);
void add_services(CLI::App& program, Invocation& invocation);
void add_migrate(CLI::App& program, Invocation& invocation);
void add_openapi(CLI::App& program, Invocation& invocation);
void add_check_config(CLI::App& program, Invocation& invocation);
void add_dead_letters(CLI::App& program, Invocation& invocation);
void add_health(CLI::App& program, Invocation& invocation);
void add_seed(CLI::App& program, Invocation& invocation);
void add_verify(CLI::App& program, Invocation& invocation);

}  // namespace boxoffice::app
