// Nobody pays an order twice: many requests at two instances on one database; and what happens without the guards.

#include "kit/runtime/concurrently.hpp"
#include "services/payments/core/errors.hpp"
#include "services/payments/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
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
             const kit::base::IdGenerator& ids, Orders& orders, Provider& provider)
        : store(database, outbox, clock, kit::telemetry::Log::capturing("payment-service")),
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
