#include "services/tickets/service.hpp"

#include "kit/auth/key_files.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/runtime/blocking_pool.hpp"
#include "kit/service/database_service.hpp"
#include "services/tickets/adapters/http_door.hpp"
#include "services/tickets/adapters/http_routes.hpp"
#include "services/tickets/adapters/http_stock.hpp"
#include "services/tickets/adapters/http_tickets.hpp"
#include "services/tickets/adapters/message_handlers.hpp"
#include "services/tickets/adapters/sql_check_ins.hpp"
#include "services/tickets/adapters/sql_inventory.hpp"
#include "services/tickets/adapters/sql_stock.hpp"
#include "services/tickets/adapters/sql_tickets.hpp"
#include "services/tickets/adapters/ticket_codes.hpp"
#include "services/tickets/adapters/ticket_documents.hpp"
#include "services/tickets/core/combiner.hpp"
#include "services/tickets/core/reservations.hpp"
#include "services/tickets/migrations.hpp"

#include <chrono>
#include <utility>

namespace boxoffice::services::tickets {

Config read_config(kit::config::Settings& settings) {
  using std::chrono::seconds;
  return {.times = {.hold = seconds{settings.integer("BOXOFFICE_HOLD_SECONDS", 600, {.least = 5, .most = 3600},
                                                     "How long tickets are held for an order")},
                    .extension =
                        seconds{settings.integer("BOXOFFICE_HOLD_EXTENSION_SECONDS", 300, {.least = 5, .most = 3600},
                                                 "How long an extended hold lasts from then on")}},
          .code_key = settings.secret("BOXOFFICE_TICKET_CODE_KEY", "Key under which ticket codes are signed")};
}

namespace {

constexpr std::chrono::milliseconds sweep_interval{250};  // a hold ends at most a second late
constexpr std::size_t waiting_documents = 64;             // further pictures and PDFs are refused with 503

/// Everything that the service's routes and workers refer to, in the order of dependency.
struct Parts {
  Parts(const kit::service::Platform& given_platform, Config given_config)
      : platform(given_platform),
        config(std::move(given_config)),
        outbox("/ticket-service", platform.clock, platform.ids),
        stock({.database = platform.database,
               .outbox = outbox,
               .clock = platform.clock,
               .ids = platform.ids,
               .metrics = StockMetrics(platform.telemetry.metrics),
               .log = platform.telemetry.log,
               .in_batch = platform.crash_points.at(kit::lab::points::tickets_in_batch)},
              config.times),
        inventory(platform.database),
        tickets(platform.database),
        check_ins(platform.database, outbox, platform.clock),
        combiner(stock),
        reservations(stock, combiner),
        codes(code_key()),
        drawing({.name = "documents", .threads = 1, .queue_limit = waiting_documents}),
        documents(drawing, codes),
        http_stock(reservations, inventory),
        http_tickets(tickets, documents, codes),
        http_door({.check_ins = check_ins, .tickets = tickets, .codes = codes, .telemetry = platform.telemetry}) {}

  kit::config::Secret code_key() const {
    if (!config.code_key.empty()) return config.code_key;
    return kit::auth::load_or_create_secret(platform.home / "secrets" / "ticket-codes.key", platform.random);
  }

  const kit::service::Platform& platform;
  Config config;
  kit::messaging::Outbox outbox;
  SqlStock stock;
  SqlInventory inventory;
  SqlTickets tickets;
  SqlCheckIns check_ins;
  Combiner combiner;
  Reservations reservations;
  TicketCodes codes;
  kit::runtime::BlockingPool drawing;
  TicketDocuments documents;
  HttpStock http_stock;
  HttpTickets http_tickets;
  HttpDoor http_door;
};

}  // namespace

kit::service::Service make(const kit::service::Platform& platform, Config config) {
  auto parts = std::make_shared<Parts>(platform, std::move(config));
  auto service = kit::service::database_service(
      platform, {.name = "tickets", .migrations = migrations(), .publishes = true, .keeps_answers = true});
  mount(*service.router, {.stock = parts->http_stock, .tickets = parts->http_tickets, .door = parts->http_door});
  service.subscriptions = subscriptions(platform.telemetry);
  service.workers.push_back(
      {.name = "sweep_holds", .interval = sweep_interval, .tick = [parts] { return parts->reservations.sweep(); }});
  service.parts = std::move(parts);
  return service;
}

}  // namespace boxoffice::services::tickets
