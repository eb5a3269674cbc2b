#pragma once

// The tickets service over a real, temporary database, with a clock that the test moves.

#include "kit/base/random.hpp"
#include "kit/idempotency/idempotency.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/sql/queries.hpp"
#include "kit/testing/sql/temporary_database.hpp"
#include "services/tickets/adapters/sql_inventory.hpp"
#include "services/tickets/adapters/sql_stock.hpp"
#include "services/tickets/core/combiner.hpp"
#include "services/tickets/core/reservations.hpp"
#include "services/tickets/migrations.hpp"
#include "services/tickets/tests/examples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::tickets {

inline std::vector<kit::sql::Migration> all_migrations() {
  auto all = kit::messaging::messaging_migrations();
  std::ranges::copy(kit::idempotency::idempotency_migrations(), std::back_inserter(all));
  std::ranges::copy(migrations(), std::back_inserter(all));
  return all;
}

/// One instance of the service: what a process has to itself.
struct Instance {
  Instance(kit::sql::Database& database, const kit::messaging::Outbox& outbox, const kit::base::Clock& clock,
           const kit::base::IdGenerator& ids, StockPolicy policy = StockPolicy::one_transaction,
           std::optional<kit::telemetry::Log> log = {})
      : stock({.database = database, .outbox = outbox, .clock = clock, .ids = ids, .log = std::move(log)}, {}, policy) {
  }

  SqlStock stock;
  Combiner combiner{stock};
  Reservations reservations{stock, combiner};
};

class TicketsFixture : public testing::Test {
 protected:
  void publish(contracts::messages::EventState state) {
    kit::testing::run(
        database->write([state](kit::sql::Transaction& transaction) { return follow_event(transaction, state); }));
  }

  Result<contracts::Reservation> reserve(contracts::ReserveTickets wanted) {
    return kit::testing::run(instance.reservations.reserve({}, std::move(wanted)));
  }
  Result<contracts::TicketsConfirmed> confirm(int order_number) {
    return kit::testing::run(instance.reservations.confirm({}, order(order_number)));
  }
  Result<void> cancel(int order_number, contracts::CancelTickets how = {}) {
    return kit::testing::run(instance.reservations.cancel({}, order(order_number), std::move(how)));
  }
  Result<contracts::HoldExtended> extend(int order_number, std::int64_t number) {
    return kit::testing::run(instance.reservations.extend({}, order(order_number), number));
  }
  /// As the worker does: until nothing is left to do. Returns how often it had something to do.
  int sweep() {
    int rounds = 0;
    while (kit::testing::run(instance.reservations.sweep())) ++rounds;
    return rounds;
  }

  /// The only ticket type of an event.
  TypeStock stock_of(const contracts::EventId& event_id = event()) {
    const auto stocks = kit::testing::run(inventory.availability({event_id.str()}));
    EXPECT_EQ(stocks.size(), 1U);
    return stocks.front().types.front();
  }

  std::int64_t number(std::string statement) { return kit::testing::number_in(*database, std::move(statement)); }
  std::vector<std::string> texts(std::string statement) {
    return kit::testing::texts_in(*database, std::move(statement));
  }
  /// Types of the messages in the outbox, in order.
  std::vector<std::string> published() { return texts("SELECT type FROM outbox ORDER BY position"); }
  /// The content of the last message.
  std::string last_message() { return texts("SELECT data FROM outbox ORDER BY position DESC LIMIT 1").front(); }

  kit::testing::FakeClock clock{};
  kit::base::SystemRandom random{};
  kit::base::IdGenerator ids{clock, random};
  kit::testing::TemporaryDatabase database{all_migrations()};
  kit::messaging::Outbox outbox{"/ticket-service", clock, ids};
  SqlInventory inventory{*database};
  Instance instance{*database, outbox, clock, ids};
};

}  // namespace boxoffice::services::tickets
