#pragma once

// The payments service over real, temporary databases (its own and the provider's), with a clock that the test moves.

#include "kit/base/random.hpp"
#include "kit/idempotency/idempotency.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/seeded_random.hpp"
#include "kit/testing/sql/queries.hpp"
#include "kit/testing/sql/temporary_database.hpp"
#include "services/payments/adapters/simulated_provider.hpp"
#include "services/payments/adapters/sql_payments.hpp"
#include "services/payments/core/order_calls.hpp"
#include "services/payments/core/process_payment.hpp"
#include "services/payments/core/settle_payment.hpp"
#include "services/payments/migrations.hpp"
#include "services/payments/tests/fakes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::payments {

inline constexpr std::chrono::seconds hold{600};
inline constexpr std::chrono::seconds give_up_after{720};

inline std::vector<kit::sql::Migration> all_migrations() {
  auto all = kit::messaging::messaging_migrations();
  std::ranges::copy(kit::idempotency::idempotency_migrations(), std::back_inserter(all));
  std::ranges::copy(migrations(), std::back_inserter(all));
  return all;
}

/// "PENDING", "FAILED/DECLINED": enough to see in a test what became of a payment.
inline std::string state_of(const Payment& payment) {
  static const std::vector<std::string> statuses{"PENDING", "SUCCEEDED", "FAILED", "REFUNDED"};
  static const std::vector<std::string> codes{"DECLINED", "INSUFFICIENT_FUNDS", "TIMEOUT", "HOLD_EXPIRED"};
  const auto& status = statuses.at(static_cast<std::size_t>(payment.status));
  return payment.failure_code ? status + "/" + codes.at(static_cast<std::size_t>(*payment.failure_code)) : status;
}

class PaymentsFixture : public testing::Test {
 protected:
  static ProcessKey key(std::string name, std::string fingerprint = "f") {
    static int attempts = 0;
    return {.caller = user().str(),
            .route = "POST /api/payments/process",
            .key = std::move(name),
            .fingerprint = std::move(fingerprint),
            .attempt = fmt::format("attempt-{}", ++attempts)};
  }
  static KeptAnswer render(const Payment& payment) {
    return {.status = payment.status == PaymentStatus::failed ? 402 : 200, .body = state_of(payment)};
  }

  Task<Result<KeptAnswer>> pay_task(std::string token, std::string key_name, int number = 1) {
    return process_payment.run({}, key(std::move(key_name)),
                               {.user_id = user(), .order_id = order(number), .token = std::move(token)}, render);
  }
  Result<KeptAnswer> pay(std::string token, std::string key_name = "k", int number = 1) {
    return kit::testing::run(pay_task(std::move(token), std::move(key_name), number));
  }
  Result<Payment> start(std::string token, int number = 1, std::optional<kit::base::Timestamp> expires_at = {}) {
    return start_with({.type = "card", .token = std::move(token)}, number, expires_at);
  }
  Result<Payment> start_with(contracts::PaymentMethod method, int number = 1,
                             std::optional<kit::base::Timestamp> expires_at = {}) {
    return kit::testing::run(order_calls.start({}, {.order_id = order(number),
                                                    .user_id = user(),
                                                    .amount = 4500,
                                                    .currency = "EUR",
                                                    .payment_method = std::move(method),
                                                    .expires_at = expires_at}));
  }
  contracts::GateClosed close(bool unless_open = false, int number = 1) {
    return kit::testing::run(order_calls.close(order(number), unless_open));
  }
  Result<Payment> refund(int number = 1) { return kit::testing::run(order_calls.refund(order(number), "for a test")); }
  /// What the workers do until nothing is due.
  void settle() {
    while (kit::testing::run(settle_payment.run_due())) {
    }
  }
  void settle_after(std::chrono::milliseconds time) {
    clock.advance(time);
    settle();
  }

  Payment latest(int number = 1) { return kit::testing::run(store.find_latest(order(number))).value(); }
  std::string state(int number = 1) { return state_of(latest(number)); }

  static std::int64_t number(kit::testing::TemporaryDatabase& from, std::string statement) {
    return kit::testing::number_in(*from, std::move(statement));
  }
  /// Types of the messages in the outbox, in order.
  std::vector<std::string> published() { return outbox_column("type"); }
  std::string last_message() { return outbox_column("data").back(); }
  /// Charges at the provider that took money and have not given it back.
  std::int64_t taken() { return number(provider_database, "SELECT COUNT(*) FROM charges WHERE ends_as = 'SUCCEEDED'"); }

  std::vector<std::string> outbox_column(const std::string& column) {
    return kit::testing::texts_in(*database, "SELECT " + column + " FROM outbox ORDER BY position");
  }

  kit::testing::FakeClock clock{};
  kit::testing::SeededRandom random{};
  kit::base::IdGenerator ids{clock, random};
  kit::testing::TemporaryDatabase database{all_migrations()};
  kit::testing::TemporaryDatabase provider_database{simulator_migrations()};
  kit::messaging::Outbox outbox{"/payment-service", clock, ids};
  kit::telemetry::Log log = kit::telemetry::Log::capturing("payment-service");
  SqlPayments store{*database, outbox, clock, log};
  SimulatedProvider simulator{*provider_database, clock, random, ids, {.assumed_hold = hold}};
  BadLine provider{simulator};
  FakeOrders orders{};
  std::function<void()> after_charge = [] {};
  ProcessPayment process_payment{store, orders, provider, clock, ids, [this] { after_charge(); }};
  OrderCalls order_calls{store, clock, ids};
  SettlePayment settle_payment{store, store, provider, clock, give_up_after};
};

}  // namespace boxoffice::services::payments
