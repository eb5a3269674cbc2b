#pragma once

// The use cases of the orders service over a real, temporary database, with fakes for tickets and payments.

#include "contracts/messages/event_messages.hpp"
#include "contracts/messages/message.hpp"
#include "contracts/messages/payment_messages.hpp"
#include "contracts/messages/ticket_messages.hpp"
#include "kit/idempotency/idempotency.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/seeded_random.hpp"
#include "kit/testing/sql/queries.hpp"
#include "kit/testing/sql/temporary_database.hpp"
#include "services/orders/adapters/http_json.hpp"
#include "services/orders/adapters/http_routes.hpp"
#include "services/orders/adapters/message_handlers.hpp"
#include "services/orders/adapters/sql_orders.hpp"
#include "services/orders/adapters/sql_steps.hpp"
#include "services/orders/adapters/sql_tasks.hpp"
#include "services/orders/adapters/workers.hpp"
#include "services/orders/core/placing.hpp"
#include "services/orders/core/requests.hpp"
#include "services/orders/migrations.hpp"
#include "services/orders/tests/fakes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::services::orders {

class OrdersFixture : public testing::Test {
 protected:
  OrdersFixture() { tickets.expires_at = clock.now() + std::chrono::minutes{10}; }

  static std::vector<kit::sql::Migration> all_migrations() {
    auto all = kit::messaging::messaging_migrations();
    std::ranges::copy(kit::idempotency::idempotency_migrations(), std::back_inserter(all));
    std::ranges::copy(migrations(), std::back_inserter(all));
    return all;
  }

  Wanted two_tickets(std::optional<std::string> token = std::nullopt) const {
    return {.event_id = event, .items = {{.ticket_type_id = type, .quantity = 2}}, .payment_token = std::move(token)};
  }
  PlaceKey key(std::string text, std::string fingerprint = "print") {
    return {.user_id = buyer, .key = std::move(text), .fingerprint = std::move(fingerprint), .attempt = ids.next()};
  }
  Result<KeptAnswer> place(PlaceKey place_key, Wanted wanted) {
    return kit::testing::run(placing.place(context, std::move(place_key), std::move(wanted), rendering_for({})));
  }
  /// A PENDING order.
  Order placed(std::optional<std::string> token = std::nullopt) {
    clock.advance(std::chrono::milliseconds{1});  // ids are sorted by the millisecond
    const auto answer = place(key(ids.next()), two_tickets(std::move(token)));
    EXPECT_TRUE(answer.has_value());
    return newest();
  }
  Order newest() { return kit::testing::run(store.list({.limit = 1})).front(); }
  Order now(const contracts::OrderId& id) { return *kit::testing::run(store.find(id)); }
  std::size_t visible_orders() { return kit::testing::run(store.list({.limit = 100})).size(); }

  /// Delivers a message as the consumer would.
  template <class Message>
  void deliver(Message message) {
    const auto entry = contracts::messages::to_entry<kit::messaging::Outbox::Entry>(message);
    for (const auto& subscription : subscriptions(steps, clock)) {
      if (subscription.topic != entry.topic) continue;
      const auto applied = kit::testing::run(database->write([&](kit::sql::Transaction& transaction) {
        return subscription.apply(transaction, {.id = ids.next(),
                                                .topic = entry.topic,
                                                .type = entry.type,
                                                .subject = entry.subject,
                                                .traceparent = context.trace.traceparent(),
                                                .data = entry.data});
      }));
      EXPECT_TRUE(applied.has_value());
    }
  }
  template <class Message>
  Message about_payment(const Order& order) const {
    Message message;
    message.order_id = order.id;
    message.user_id = order.user_id;
    message.amount = order.total_amount;
    message.currency = order.currency;
    return message;
  }
  void deliver_hold_expired(const Order& order) {
    tickets.expire(order.id);
    contracts::messages::TicketsReleased released;
    released.order_id = order.id;
    released.user_id = order.user_id;
    released.event_id = order.event_id;
    deliver(released);
  }
  void deliver_event_cancelled() {
    contracts::messages::EventCancelled cancelled;
    cancelled.event_id = event;
    deliver(cancelled);
  }
  Caller me() const { return {.id = buyer}; }
  /// The provider has taken the money, and payments tells so.
  void pay(const Order& order) {
    payments.open.insert(order.id.str());
    deliver(about_payment<contracts::messages::PaymentSucceeded>(order));
  }
  Order confirmed() {
    const Order order = placed();
    pay(order);
    work();
    return now(order.id);
  }
  void let_leases_run_out() { clock.advance(task_lease); }
  /// Runs due tasks until none is left.
  void work() {
    while (kit::testing::run(workers.cancel_with_events())) {
    }
    for (int round = 0; round < 10; ++round) (void)kit::testing::run(workers.run_due_tasks());
  }

  /// Types of the messages in the outbox, in order.
  std::vector<std::string> published() { return outbox_column("type"); }
  std::vector<std::string> outbox_column(const std::string& column) {
    return kit::testing::texts_in(*database, "SELECT " + column + " FROM outbox ORDER BY position");
  }
  std::size_t open_tasks() {
    return kit::testing::run(
        database->read([](kit::sql::Session& session) { return session.query("SELECT order_id FROM tasks").size(); }));
  }

  const contracts::UserId buyer{"01900000-0000-7000-8000-000000000001"};
  const contracts::EventId event{"01900000-0000-7000-8000-000000000002"};
  const contracts::TicketTypeId type{"01900000-0000-7000-8000-000000000003"};
  Context context{};  // of what is placed and delivered
  kit::testing::FakeClock clock{};
  kit::testing::SeededRandom random{};
  kit::base::IdGenerator ids{clock, random};
  kit::testing::TemporaryDatabase database{all_migrations()};
  kit::messaging::Outbox outbox{"/order-service", clock, ids};
  kit::telemetry::Telemetry telemetry{
      .service = "order-service", .log = kit::telemetry::Log::capturing("order-service"), .metrics = {}};
  SqlSteps steps{outbox, clock, telemetry.log};
  SqlOrders store{*database, steps, clock, ids};
  SqlTasks task_store{*database, clock, ids};
  FakeTickets tickets{};
  FakePayments payments{};
  TaskRunner runner{store, tickets, payments, [] {}};
  Placing placing{store, task_store, tickets, runner, clock, ids, [] {}};
  Requests requests{store, tickets, payments, runner, clock, 2};
  Workers workers{{.store = store,
                   .tasks = task_store,
                   .runner = runner,
                   .placing = placing,
                   .clock = clock,
                   .random = random,
                   .telemetry = telemetry}};
};

}  // namespace boxoffice::services::orders
