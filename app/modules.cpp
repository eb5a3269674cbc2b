#include "app/modules.hpp"

#include "services/gateway/service.hpp"
#include "services/portal/service.hpp"
#include "services/users/service.hpp"

#include <algorithm>

namespace boxoffice::app {

namespace {

/// A row of the table from a service's read_config() and make().
template <class ReadConfig, class Make>
Module module(Module row, ReadConfig read_config, Make make) {
  row.check_settings = [read_config](kit::config::Settings& settings) { (void)read_config(settings); };
  row.make = [read_config, make](const kit::service::Platform& platform, kit::config::Settings& settings) {
    return make(platform, read_config(settings));
  };
  return row;
}

}  // namespace

const std::vector<Module>& modules() {
  static const std::vector<Module> table{
      module({.name = "gateway",
              .display_name = "api-gateway",
              .description = "Single entry point: routing and health",
              .ports = {8080},
              .at_the_edge = true,
              .replicated = false},
             services::gateway::read_config, services::gateway::make),
      module({.name = "portal",
              .display_name = "portal",
              .description = "User portal and admin portal",
              .ports = {3000, 3001},
              .at_the_edge = true,
              .replicated = false},
             services::portal::read_config, services::portal::make),
      module({.name = "users",
              .display_name = "user-service",
              .description = "Accounts, sessions and sign-in",
              .ports = {8081}},
             services::users::read_config, services::users::make),
  };
  return table;
}

const Module* find_module(std::string_view name) {
  const auto found = std::ranges::find(modules(), name, &Module::name);
  return found == modules().end() ? nullptr : &*found;
}

}  // namespace boxoffice::app
