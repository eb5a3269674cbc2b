#include "services/orders/service.hpp"

#include "kit/messaging/outbox.hpp"
#include "kit/service/database_service.hpp"
#include "kit/service/service_client.hpp"
#include "services/orders/adapters/http_routes.hpp"
#include "services/orders/adapters/message_handlers.hpp"
#include "services/orders/adapters/service_clients.hpp"
#include "services/orders/adapters/sql_orders.hpp"
#include "services/orders/adapters/sql_rows.hpp"
#include "services/orders/adapters/sql_tasks.hpp"
#include "services/orders/adapters/workers.hpp"
#include "services/orders/core/errors.hpp"
#include "services/orders/core/placing.hpp"
#include "services/orders/core/requests.hpp"
#include "services/orders/migrations.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace boxoffice::services::orders {

Config read_config(kit::config::Settings& settings) {
  return {.extensions_allowed = settings.integer("BOXOFFICE_HOLD_EXTENSIONS", 2, {.least = 0, .most = 2},
                                                 "How often a buyer may hold tickets longer")};
}

namespace {

/// Everything that the service's routes and workers refer to, in the order of dependency.
struct Parts {
  Parts(const kit::service::Platform& platform, const Config& config)
      : outbox("/order-service", platform.clock, platform.ids),
        steps(outbox, platform.clock, platform.telemetry.log),
        store(platform.database, steps, platform.clock, platform.ids),
        task_store(platform.database, platform.clock, platform.ids),
        tickets_client("tickets", platform.directory.at("tickets"), platform.http, platform.service_tokens,
                       {codes::sold_out, codes::sales_closed, codes::limit_exceeded, codes::hold_lost,
                        kit::base::codes::invalid_state}),
        payments_client("payments", platform.directory.at("payments"), platform.http, platform.service_tokens,
                        {codes::order_not_payable, codes::payment_in_progress}),
        tickets(tickets_client),
        payments(payments_client),
        tasks(store, tickets, payments, platform.crash_points.at(kit::lab::points::orders_after_confirm)),
        placing(store, task_store, tickets, tasks, platform.clock, platform.ids,
                platform.crash_points.at(kit::lab::points::orders_after_reserve)),
        requests(store, tickets, payments, tasks, platform.clock, config.extensions_allowed),
        workers({.store = store,
                 .tasks = task_store,
                 .runner = tasks,
                 .placing = placing,
                 .clock = platform.clock,
                 .random = platform.random,
                 .telemetry = platform.telemetry}),
        routes(placing, requests, store, platform.database, platform.clock, platform.telemetry,
               platform.crash_points.at(kit::lab::points::orders_after_commit)) {}

  kit::messaging::Outbox outbox;
  SqlSteps steps;
  SqlOrders store;
  SqlTasks task_store;
  kit::service::ServiceClient tickets_client;
  kit::service::ServiceClient payments_client;
  HttpTickets tickets;
  HttpPayments payments;
  TaskRunner tasks;
  Placing placing;
  Requests requests;
  Workers workers;
  HttpRoutes routes;
  kit::sql::Listening listening{};
};

}  // namespace

kit::service::Service make(const kit::service::Platform& platform, Config config) {
  auto parts = std::make_shared<Parts>(platform, config);
  auto service = kit::service::database_service(
      platform, {.name = "orders", .migrations = migrations(), .publishes = true, .keeps_answers = true});
  parts->routes.mount(*service.router);
  service.subscriptions = subscriptions(parts->steps, platform.clock);
  std::ranges::move(parts->workers.all(), std::back_inserter(service.workers));
  parts->listening = platform.database.listen(std::string(tasks_channel), [wakeups = parts->workers.task_wakeups()] {
    for (const auto& wakeup : wakeups) wakeup.notify();
  });
  service.parts = std::move(parts);
  return service;
}

}  // namespace boxoffice::services::orders
