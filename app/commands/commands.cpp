#include "app/commands/commands.hpp"

namespace boxoffice::app {

void add_commands(CLI::App& program, Invocation& invocation) {
  add_serve(program, invocation);
  add_services(program, invocation);
  add_migrate(program, invocation);
  add_openapi(program, invocation);
  add_check_config(program, invocation);
  add_seed(program, invocation);
  add_verify(program, invocation);
  add_dead_letters(program, invocation);
  add_health(program, invocation);
}

}  // namespace boxoffice::app
