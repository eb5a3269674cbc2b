#include "app/tests/audit_fixture.hpp"

#include "app/configuration.hpp"
#include "app/modules.hpp"
#include "app/platform_parts.hpp"
#include "kit/runtime/deadline.hpp"
#include "kit/service/host.hpp"
#include "kit/sql/migrations.hpp"
#include "kit/sql/open.hpp"
#include "kit/testing/run.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <utility>

namespace boxoffice::app::audit {

namespace {

constexpr std::string_view user = "01900000-0000-7000-8000-000000000001";
constexpr std::string_view event = "01900000-0000-7000-8000-000000000002";
constexpr std::string_view ticket_type = "01900000-0000-7000-8000-000000000003";
constexpr std::string_view payment = "01900000-0000-7000-8000-000000000004";

/// What a service does to its stores before it serves: its migrations, and the provider's of payments.
kit::runtime::Task<> prepare(kit::sql::Database& database, kit::service::Service& service) {
  co_await kit::sql::migrate(database, std::move(service.migrations));
  if (service.name == "payments") co_await service.on_start();
}

kit::runtime::Task<> execute(kit::sql::Database& database, std::vector<std::string> statements) {
  co_await database.write([statements](kit::sql::Transaction& transaction) {
    transaction.execute("PRAGMA ignore_check_constraints = ON");
    for (const auto& statement : statements) transaction.execute(statement);
    transaction.execute("PRAGMA ignore_check_constraints = OFF");
  });
}

/// One message of the order's story, published and applied by everybody who listens.
std::string sent(std::string_view id, std::string_view type) {
  return fmt::format(
      "INSERT INTO outbox (id, source, topic, type, subject, time, traceparent, dataversion, data, published_at) "
      "VALUES ('{}', '/order-service', 'order-events', '{}', '{}', $now, '', 1, '{{}}', $now)",
      id, type, bought_order);
}

using Doctor = std::function<void(std::string_view store, const std::vector<std::string>& statements)>;

void treat(const std::string& database_url, std::string_view store, const std::vector<std::string>& statements,
           kit::base::Timestamp now) {
  const auto unix_ms = fmt::format("{}", kit::base::to_unix_ms(now));
  std::vector<std::string> texts;
  for (auto text : statements) {
    for (auto at = text.find("$now"); at != std::string::npos; at = text.find("$now")) text.replace(at, 4, unix_ms);
    texts.push_back(std::move(text));
  }
  const auto database = kit::sql::open_database(database_url, store);
  kit::testing::run(execute(*database, std::move(texts)));
}

void buy(const Doctor& doctor) {
  doctor("tickets",
         {fmt::format("INSERT INTO events (event_id, version, status, name, venue_name, venue_city, venue_country, "
                      "time_zone, starts_at, ends_at, sales_end_at, currency) VALUES ('{}', 1, 'ACTIVE', 'Concert', "
                      "'Hall', 'Berlin', 'DE', 'Europe/Berlin', $now + 1, $now + 2, $now + 1, 'EUR')",
                      event),
          fmt::format("INSERT INTO inventory (event_id, ticket_type_id, line, name, price, capacity, available, held, "
                      "sold, max_per_order, on_sale, capacity_version) "
                      "VALUES ('{}', '{}', 1, 'Standing', 500, 10, 8, 0, 2, 5, 1, 0)",
                      event, ticket_type),
          fmt::format("INSERT INTO holds (order_id, user_id, event_id, status, expires_at, extensions, currency) "
                      "VALUES ('{}', '{}', '{}', 'SOLD', $now, 0, 'EUR')",
                      bought_order, user, event),
          fmt::format("INSERT INTO hold_items (order_id, line, ticket_type_id, quantity, unit_price) "
                      "VALUES ('{}', 1, '{}', 2, 500)",
                      bought_order, ticket_type)});
  for (const int number : {1, 2}) {
    doctor("tickets", {fmt::format("INSERT INTO tickets (id, order_id, user_id, event_id, ticket_type_id, number, "
                                   "price, currency, status, issued_at) "
                                   "VALUES ('ticket-{}', '{}', '{}', '{}', '{}', {}, 500, 'EUR', 'VALID', $now)",
                                   number, bought_order, user, event, ticket_type, number)});
  }
  doctor("orders",
         {fmt::format("INSERT INTO orders (id, user_id, event_id, status, ticket_quantity, total_amount, currency, "
                      "created_at, updated_at, place_key, place_fingerprint, items, history) "
                      "VALUES ('{}', '{}', '{}', 'CONFIRMED', 2, 1000, 'EUR', $now, $now, 'key-1', 'print', "
                      "'{{\"items\": [{{\"ticketTypeId\": \"{}\", \"name\": \"Standing\", \"quantity\": 2, "
                      "\"unitPrice\": 500}}]}}', "
                      "'{{\"entries\": [{{\"status\": \"PENDING\", \"at\": \"2026-01-01T00:00:00.000Z\"}}, "
                      "{{\"status\": \"CONFIRMED\", \"at\": \"2026-01-01T00:00:01.000Z\"}}]}}')",
                      bought_order, user, event, ticket_type),
          fmt::format("INSERT INTO idempotency_keys (caller, route, key, fingerprint, attempt, lease_until, "
                      "resource_id, status, body, created_at) VALUES ('{}', 'POST /api/orders', 'key-1', 'print', "
                      "'a', 0, '{}', 201, '{{\"id\": \"{}\"}}', $now)",
                      user, bought_order, bought_order),
          sent("message-1", "ORDER_CREATED"), sent("message-2", "ORDER_CONFIRMED")});
  doctor("notifications", {"INSERT INTO inbox (consumer, message_id, applied_at) VALUES "
                           "('notifications', 'message-1', $now), ('notifications', 'message-2', $now)"});
  doctor("payments",
         {fmt::format("INSERT INTO payments (id, order_id, user_id, amount, currency, method, token, "
                      "is_started, status, looks, traceparent, created_at, updated_at) VALUES "
                      "('{}', '{}', '{}', 1000, 'EUR', 'CARD', 'tok_visa', 1, 'SUCCEEDED', 0, '', $now, $now)",
                      payment, bought_order, user)});
  doctor("provider", {fmt::format("INSERT INTO charges (payment_id, amount, currency, token, ends_as, settles_at, "
                                  "created_at) VALUES ('{}', 1000, 'EUR', 'tok_visa', 'SUCCEEDED', $now, $now)",
                                  payment)});
}

/// Made once, because it takes all services to make them; every test gets a copy.
class Original {
 public:
  Original() {
    make_stores();
    buy([url = url_of(home_.path())](std::string_view store, const std::vector<std::string>& statements) {
      treat(url, store, statements, kit::testing::FakeClock().now());
    });
  }

  static std::string url_of(const std::filesystem::path& home) { return "sqlite:" + (home / "data").string(); }

  /// Copies the stores below `home` and returns their URL.
  [[nodiscard]] std::string copy_to(const std::filesystem::path& home) const {
    std::filesystem::copy(home_ / "data", home / "data", std::filesystem::copy_options::recursive);
    return url_of(home);
  }

  std::map<std::string, std::vector<std::string>> subscribed{};

 private:
  void make_stores() {
    kit::config::Settings settings{
        {.environment = {{"BOXOFFICE_HOME", home_.path().string()}, {"BOXOFFICE_LOG_LEVEL", "off"}}}};
    const Configuration configuration = read_configuration(settings);
    ProcessParts process(configuration, 1);
    process.io().start();
    for (const Module& module : modules()) {
      ServiceParts parts(process, configuration, module, 1);
      auto service = module.make(parts.platform(), settings);
      for (const auto& subscription : service.subscriptions) subscribed[module.name].push_back(subscription.topic);
      kit::service::run_blocking(process.io().executor(0), prepare(parts.platform().database, service));
    }
  }

  kit::testing::TemporaryDirectory home_{};
};

const Original& original() {
  static const Original made;
  return made;
}

}  // namespace

AuditFixture::AuditFixture() : database_url_(original().copy_to(home_.path())), open_(database_url_) {}

const std::map<std::string, std::vector<std::string>>& AuditFixture::subscribed() {
  return original().subscribed;
}

void AuditFixture::doctor(std::string_view store, const std::vector<std::string>& statements) {
  treat(database_url_, store, statements, clock.now());
}

Report AuditFixture::audit(std::function<void()> between_passes) {
  AuditOptions options{.chapter_size = 1};  // every order a chapter of its own: what spans chapters is seen as well
  options.between_passes = [&between_passes] {
    between_passes();
    return kit::runtime::sleep_for(std::chrono::milliseconds{0});
  };
  return kit::testing::run(run_audit(open_.stores(), clock, std::move(options)));
}

std::vector<std::string> AuditFixture::broken() {
  std::vector<std::string> names;
  for (const auto& invariant : audit().invariants) {
    if (!invariant.violations.empty()) names.push_back(invariant.name);
  }
  return names;
}

}  // namespace boxoffice::app::audit
