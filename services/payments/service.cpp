#include "services/payments/service.hpp"

#include "kit/auth/key_files.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/service/database_service.hpp"
#include "services/payments/adapters/http_orders.hpp"
#include "services/payments/adapters/http_routes.hpp"
#include "services/payments/adapters/simulated_provider.hpp"
#include "services/payments/adapters/simulated_webhooks.hpp"
#include "services/payments/adapters/sql_payments.hpp"
#include "services/payments/adapters/sql_rows.hpp"
#include "services/payments/adapters/sql_webhooks.hpp"
#include "services/payments/adapters/webhook_signature.hpp"
#include "services/payments/core/inquiries.hpp"
#include "services/payments/core/order_calls.hpp"
#include "services/payments/core/process_payment.hpp"
#include "services/payments/core/settle_payment.hpp"
#include "services/payments/migrations.hpp"

#include <array>
#include <memory>
#include <utility>

namespace boxoffice::services::payments {

Config read_config(kit::config::Settings& settings) {
  return {.hold = std::chrono::seconds{settings.integer("BOXOFFICE_HOLD_SECONDS", 600, {.least = 5, .most = 3600},
                                                        "How long tickets are held for an order")}};
}

namespace {

constexpr std::size_t settlers = 4;  // payments that are settled at the same time
constexpr std::chrono::minutes give_up_after_hold{2};
constexpr std::chrono::hours webhooks_remembered{24};  // far longer than their signatures are good for

/// Everything that the service's routes and workers refer to, in the order of dependency.
struct Parts {
  Parts(const kit::service::Platform& given, const Config& config)
      : platform(given),
        provider_database(platform.open_database("provider")),
        webhook_key(kit::auth::load_or_create_secret(platform.home / "secrets" / "webhook.key", platform.random)),
        outbox("/payment-service", platform.clock, platform.ids),
        store(platform.database, outbox, platform.clock, platform.telemetry.log),
        webhooks(platform.database),
        provider(*provider_database, platform.clock, platform.random, platform.ids, {.assumed_hold = config.hold}),
        orders(platform.directory.at("orders"), platform.http, platform.service_tokens),
        delivery(platform.directory.at("payments"), platform.http),
        sender(*provider_database, platform.clock, delivery, webhook_key),
        process_payment(store, orders, provider, platform.clock, platform.ids,
                        platform.crash_points.at(kit::lab::points::payments_after_charge)),
        order_calls(store, platform.clock, platform.ids),
        inquiries(store, orders),
        settle_payment(store, store, provider, platform.clock, config.hold + give_up_after_hold,
                       platform.crash_points.at(kit::lab::points::payments_after_charge)),
        routes({.process_payment = process_payment,
                .order_calls = order_calls,
                .inquiries = inquiries,
                .webhooks = webhooks,
                .clock = platform.clock},
               webhook_key) {}

  Task<> start() { co_await kit::sql::migrate(*provider_database, simulator_migrations()); }

  /// Wakes the workers at commits instead of at their next interval. After both databases are there.
  void listen() {
    due_listening = platform.database.listen(std::string(due_channel), [wakeups = settling_wakeups] {
      for (const auto& wakeup : wakeups) wakeup.notify();
    });
    webhooks_listening =
        provider_database->listen(std::string(webhooks_channel), [wakeup = sending_wakeup] { wakeup.notify(); });
  }

  Task<bool> settle() { return settle_payment.run_due(); }
  Task<bool> send_webhooks() { return sender.run_due(); }
  Task<bool> prune_webhooks() { return webhooks.prune(platform.clock.now() - webhooks_remembered); }

  const kit::service::Platform& platform;
  std::unique_ptr<kit::sql::Database> provider_database;
  kit::config::Secret webhook_key;
  kit::messaging::Outbox outbox;
  SqlPayments store;
  SqlWebhooks webhooks;
  SimulatedProvider provider;
  HttpOrders orders;
  HttpWebhookDelivery delivery;
  WebhookSender sender;
  ProcessPayment process_payment;
  OrderCalls order_calls;
  Inquiries inquiries;
  SettlePayment settle_payment;
  HttpRoutes routes;
  std::array<kit::runtime::Wakeup, settlers> settling_wakeups{};
  kit::runtime::Wakeup sending_wakeup{};
  kit::sql::Listening due_listening{};
  kit::sql::Listening webhooks_listening{};
};

void add_workers(kit::service::Service& service, const std::shared_ptr<Parts>& parts) {
  for (const auto& wakeup : parts->settling_wakeups) {
    service.workers.push_back(
        {.name = "settle_payments", .tick = [parts] { return parts->settle(); }, .wakeup = wakeup});
  }
  service.workers.push_back({.name = "send_simulated_webhooks",
                             .tick = [parts] { return parts->send_webhooks(); },
                             .wakeup = parts->sending_wakeup});
  service.workers.push_back({.name = "prune_webhooks", .interval = std::chrono::hours{1}, .tick = [parts] {
                               return parts->prune_webhooks();
                             }});
}

}  // namespace

kit::service::Service make(const kit::service::Platform& platform, Config config) {
  auto parts = std::make_shared<Parts>(platform, config);
  parts->listen();
  auto service = kit::service::database_service(
      platform, {.name = "payments", .migrations = migrations(), .publishes = true, .keeps_answers = true});
  parts->routes.mount(*service.router);
  add_workers(service, parts);
  service.on_start = [parts] { return parts->start(); };
  service.parts = std::move(parts);
  return service;
}

}  // namespace boxoffice::services::payments
