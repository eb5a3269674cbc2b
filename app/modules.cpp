#include "app/modules.hpp"

#include "services/chat/service.hpp"
#include "services/events/service.hpp"
#include "services/gateway/service.hpp"
#include "services/notifications/service.hpp"
#include "services/orders/service.hpp"
#include "services/payments/service.hpp"
#include "services/portal/service.hpp"
#include "services/tickets/service.hpp"
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
              .needs = {.messages = false, .sessions = false}},
             services::gateway::read_config, services::gateway::make),
      module({.name = "portal",
              .display_name = "portal",
              .description = "User portal and admin portal",
              .ports = {3000, 3001},
              .at_the_edge = true,
              .needs = {.messages = false, .sessions = false}},
             services::portal::read_config, services::portal::make),
      module({.name = "users",
              .display_name = "user-service",
              .description = "Accounts, sessions and sign-in",
              .ports = {8081}},
             services::users::read_config, services::users::make),
      module({.name = "events",
              .display_name = "event-service",
              .description = "Events, their details and search",
              .ports = {8082},
              .needs = {.documents = true}},
             services::events::read_config, services::events::make),
      module({.name = "tickets",
              .display_name = "ticket-service",
              .description = "Inventory, holds, tickets, check-in",
              .ports = {8083}},
             services::tickets::read_config, services::tickets::make),
      module({.name = "orders",
              .display_name = "order-service",
              .description = "Orders and the purchase",
              .ports = {8084}},
             services::orders::read_config, services::orders::make),
      module({.name = "payments",
              .display_name = "payment-service",
              .description = "Payments and their simulated provider",
              .ports = {8085}},
             services::payments::read_config, services::payments::make),
      module({.name = "notifications",
              .display_name = "notification-service",
              .description = "What people are told about their orders and events",
              .ports = {8086}},
             services::notifications::read_config, services::notifications::make),
      module({.name = "chat",
              .display_name = "chat-service",
              .description = "Conversations with support",
              .ports = {8087}},
             services::chat::read_config, services::chat::make),
  };
  return table;
}

const Module* find_module(std::string_view name) {
  const auto found = std::ranges::find(modules(), name, &Module::name);
  return found == modules().end() ? nullptr : &*found;
}

}  // namespace boxoffice::app
