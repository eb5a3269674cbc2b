// Nobody pays an order twice: many requests at two instances on one database. Each race is also run with its guard
// taken out, and must then be seen.

#include "kit/runtime/concurrently.hpp"
#include "kit/testing/sql/drop_constraints.hpp"
#include "services/payments/adapters/sql_webhooks.hpp"
#include "services/payments/core/errors.hpp"
#include "services/payments/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace boxoffice::services::payments {
namespace {

constexpr int requests_per_instance = 12;

class paying_at_once : public PaymentsFixture {
 protected:
  paying_at_once() { orders.add(1); }

  /// A second instance of the service, as another process would be.
  struct Instance {
    Instance(kit::sql::Database& database, const kit::messaging::Outbox& outbox, const kit::base::Clock& clock,
             const kit::base::IdGenerator& ids, Orders& orders, Provider& provider, PaymentGuards guards = {})
        : store(database, outbox, clock, kit::telemetry::Log::capturing("payment-service"), guards),
          process(store, orders, provider, clock, ids, [] {}) {}

    SqlPayments store;
    ProcessPayment process;
  };

  struct Told {
    int paid = 0;
    int in_progress = 0;
    int not_payable = 0;
  };

  static Task<> pay_once(const ProcessPayment& process, std::string key_name, Told& told) {
    const auto answer = co_await process.run({}, key(std::move(key_name)),
                                             {.user_id = user(), .order_id = order(), .token = "tok_visa"}, render);
    if (answer) {
      ++told.paid;
    } else if (answer.error().code == codes::payment_in_progress) {
      ++told.in_progress;
    } else if (answer.error().code == codes::order_not_payable) {
      ++told.not_payable;
    } else {
      ADD_FAILURE() << answer.error().code.name;
    }
  }

  /// Requests with a key each come to two instances at once.
  Told pay_at_two_instances(bool close_meanwhile = false) {
    const auto second_database = database.open_again();
    Instance second(*second_database, outbox, clock, ids, orders, provider);
    Told told;
    std::vector<Task<>> tasks;
    for (int request = 0; request < requests_per_instance; ++request) {
      tasks.push_back(pay_once(process_payment, fmt::format("one-{}", request), told));
      tasks.push_back(pay_once(second.process, fmt::format("two-{}", request), told));
      if (close_meanwhile && request == 0) tasks.push_back(close_unless_open(second.store));
    }
    kit::testing::run(kit::runtime::run_all(std::move(tasks)), std::chrono::minutes{1});
    return told;
  }

  Task<> close_unless_open(PaymentStore& at) { closed = co_await at.close_gate(order(), true); }

  /// Somebody pays what could be paid when the order was read; before the payment begins, the gate is closed.
  Told pay_while_closed(PaymentGuards guards) {
    Instance paying(*database, outbox, clock, ids, orders, provider, guards);
    orders.meanwhile = [this] { return close_unless_open(store); };
    Told told;
    kit::testing::run(pay_once(paying.process, "k", told));
    return told;
  }

  /// A request's charge is so late that a worker takes the payment over and charges it; then the first one arrives.
  Told charge_late() {
    provider.meanwhile = [this] { return settle_after_lease(); };
    Told told;
    kit::testing::run(pay_once(process_payment, "k", told));
    return told;
  }
  Task<> settle_after_lease() {
    clock.advance(due_lease);
    std::ignore = co_await settle_payment.run_due();
  }

  /// How many of two workers that look at the same moment have the same payment to do.
  std::size_t claims_of_one_payment(PaymentGuards guards) {
    EXPECT_TRUE(start("tok_visa").has_value());
    const auto second_database = database.open_again();
    Instance first(*database, outbox, clock, ids, orders, provider, guards);
    Instance second(*second_database, outbox, clock, ids, orders, provider, guards);
    return kit::testing::run(first.store.claim(1)).size() + kit::testing::run(second.store.claim(1)).size();
  }

  /// Messages about a payment of which two workers learn that it has succeeded.
  std::size_t told_by_two_workers(PaymentGuards guards) {
    const Payment started = start("tok_visa").value();
    Instance working(*database, outbox, clock, ids, orders, provider, guards);
    for (int worker = 0; worker < 2; ++worker) {
      kit::testing::run(working.store.record({}, started.id, {.status = PaymentStatus::succeeded}));
    }
    return published().size();
  }

  static Task<> receive_once(SqlWebhooks& at, kit::base::Timestamp now, int& taken_as_new) {
    if (co_await at.receive("w1", contracts::PaymentId{"p1"}, now)) ++taken_as_new;
  }
  /// How many of so many copies of a webhook, at two instances at once, are taken for the first.
  int receive_copies(int copies) {
    const auto second_database = database.open_again();
    SqlWebhooks first(*database);
    SqlWebhooks second(*second_database);
    int taken_as_new = 0;
    std::vector<Task<>> deliveries;
    deliveries.reserve(static_cast<std::size_t>(copies));
    for (int copy = 0; copy < copies; ++copy) {
      deliveries.push_back(receive_once(copy % 2 == 0 ? first : second, clock.now(), taken_as_new));
    }
    kit::testing::run(kit::runtime::run_all(std::move(deliveries)), std::chrono::minutes{1});
    return taken_as_new;
  }

  void change_schema(std::string statement) {
    kit::testing::run(
        database->write([statement](kit::sql::Transaction& transaction) { transaction.execute(statement); }));
  }

  contracts::GateClosed closed{};
};

TEST_F(paying_at_once, given_many_requests_for_one_order_then_exactly_one_payment) {
  const Told told = pay_at_two_instances();

  EXPECT_EQ(told.paid, 1);
  EXPECT_EQ(told.in_progress, 2 * requests_per_instance - 1);
  EXPECT_EQ(taken(), 1);
  EXPECT_EQ(published(), std::vector<std::string>{"PAYMENT_SUCCEEDED"});
}

TEST_F(paying_at_once, given_no_unique_index_then_the_order_is_paid_more_than_once) {
  change_schema("DROP INDEX payments_open_by_order");

  const Told told = pay_at_two_instances();

  EXPECT_GT(told.paid, 1) << "this test shows the race that the index prevents";
  EXPECT_EQ(taken(), told.paid);
}

TEST_F(paying_at_once, given_gate_closed_meanwhile_then_either_it_is_closed_or_paid) {
  const Told told = pay_at_two_instances(true);

  EXPECT_NE(closed.closed, closed.payment_open);
  EXPECT_EQ(told.paid, closed.closed ? 0 : 1);
  EXPECT_EQ(taken(), told.paid);
}

TEST_F(paying_at_once, given_gate_closed_after_the_order_was_read_then_nothing_is_paid) {
  EXPECT_EQ(pay_while_closed({}).not_payable, 1);

  EXPECT_TRUE(closed.closed);
  EXPECT_EQ(taken(), 0);
}

TEST_F(paying_at_once, without_gate_then_an_order_is_paid_that_was_closed_as_unpaid) {
  EXPECT_EQ(pay_while_closed({.gate = false}).paid, 1);

  EXPECT_TRUE(closed.closed && !closed.payment_open);
  EXPECT_EQ(taken(), 1);
}

TEST_F(paying_at_once, given_charge_that_a_worker_has_made_meanwhile_then_charged_once) {
  EXPECT_EQ(charge_late().paid, 1);

  EXPECT_EQ(provider.charges, 2);
  EXPECT_EQ(taken(), 1);
}

TEST_F(paying_at_once, given_provider_that_does_not_know_payments_by_id_then_charged_twice) {
  kit::testing::drop_constraints(*provider_database, {"charges"});

  EXPECT_EQ(charge_late().paid, 1);

  EXPECT_EQ(taken(), 2) << "this test shows why a charge carries the payment's id";
}

TEST_F(paying_at_once, given_lease_then_one_worker_has_the_payment) {
  EXPECT_EQ(claims_of_one_payment({}), 1U);
}

TEST_F(paying_at_once, without_lease_then_both_workers_have_it) {
  EXPECT_EQ(claims_of_one_payment({.lease = false}), 2U);
}

TEST_F(paying_at_once, given_two_workers_that_settle_one_payment_then_told_once) {
  EXPECT_EQ(told_by_two_workers({}), 1U);
}

TEST_F(paying_at_once, without_guard_of_the_status_then_told_twice) {
  EXPECT_EQ(told_by_two_workers({.status = false}), 2U);
}

TEST_F(paying_at_once, given_copies_of_a_webhook_at_two_instances_then_one_is_the_first) {
  EXPECT_EQ(receive_copies(20), 1);
}

TEST_F(paying_at_once, without_key_of_webhooks_then_every_copy_is_the_first) {
  kit::testing::drop_constraints(*database, {"received_webhooks"});

  EXPECT_EQ(receive_copies(20), 20);
}

TEST_F(paying_at_once, given_workers_at_two_instances_then_each_payment_is_told_once) {
  constexpr int payments = 20;
  for (int number_of_order = 1; number_of_order <= payments; ++number_of_order) {
    ASSERT_TRUE(start("tok_visa", number_of_order).has_value());
  }
  const auto second_database = database.open_again();
  SqlPayments second_store(*second_database, outbox, clock, log);
  SettlePayment second(second_store, second_store, provider, clock, give_up_after);
  const auto settle_all = [](const SettlePayment& worker) -> Task<> {
    while (co_await worker.run_due()) {
    }
  };
  std::vector<Task<>> workers;
  for (int repeat = 0; repeat < 2; ++repeat) {
    workers.push_back(settle_all(settle_payment));
    workers.push_back(settle_all(second));
  }

  kit::testing::run(kit::runtime::run_all(std::move(workers)), std::chrono::minutes{1});

  EXPECT_EQ(published().size(), static_cast<std::size_t>(payments));
  EXPECT_EQ(taken(), payments);
}

}  // namespace
}  // namespace boxoffice::services::payments
