// What orders asks for: start, close, refund, each once per order.

#include "services/payments/core/errors.hpp"
#include "services/payments/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace boxoffice::services::payments {
namespace {

using namespace std::chrono_literals;
using Messages = std::vector<std::string>;

class order_calls_of : public PaymentsFixture {};

TEST_F(order_calls_of, given_start_then_pending_at_once_and_a_worker_charges) {
  const auto started = start("tok_visa");
  ASSERT_TRUE(started.has_value());
  EXPECT_EQ(started->status, PaymentStatus::pending);
  EXPECT_EQ(provider.charges, 0);

  settle();

  EXPECT_EQ(state(), "SUCCEEDED");
  EXPECT_EQ(published(), Messages{"PAYMENT_SUCCEEDED"});
}

TEST_F(order_calls_of, given_start_with_the_end_of_the_hold_then_a_late_webhook_counts_from_there) {
  ASSERT_TRUE(start("tok_late_webhook", 1, clock.now() + 60s).has_value());
  settle();

  settle_after(61s);
  EXPECT_EQ(state(), "PENDING");

  settle_after(32s);  // no more than one pause between two looks later
  EXPECT_EQ(state(), "SUCCEEDED");
}

TEST_F(order_calls_of, given_start_repeated_in_any_state_then_the_same_payment) {
  for (const std::string token : {"tok_visa", "tok_declined"}) {
    SCOPED_TRACE(token);
    const int order_number = token == "tok_visa" ? 1 : 2;
    const auto first = start(token, order_number);
    const auto while_pending = start(token, order_number);
    settle();
    const auto when_done = start(token, order_number);
    settle();

    ASSERT_TRUE(first && while_pending && when_done);
    EXPECT_EQ(while_pending->id, first->id);
    EXPECT_EQ(when_done->id, first->id);
  }
  EXPECT_EQ(provider.charges, 2);
  EXPECT_EQ(number(database, "SELECT COUNT(*) FROM payments"), 2);
}

TEST_F(order_calls_of, given_a_card_is_charged_or_was_when_cash_is_started_then_refused) {
  ASSERT_TRUE(start("tok_visa").has_value());
  for (const std::string status : {"PENDING", "SUCCEEDED"}) {
    SCOPED_TRACE(status);
    ASSERT_EQ(state(), status);
    const auto cash = start_with({.type = "cash"});

    ASSERT_FALSE(cash.has_value());
    EXPECT_EQ(cash.error().code, codes::payment_in_progress);
    settle();
  }
}

TEST_F(order_calls_of, given_buyer_has_an_open_payment_when_started_then_that_one) {
  orders.add(1);
  ASSERT_TRUE(pay("tok_timeout").has_value());

  const auto started = start("tok_visa");

  ASSERT_TRUE(started.has_value());
  EXPECT_EQ(started->id, latest().id);
  EXPECT_FALSE(started->is_started);
  EXPECT_EQ(number(database, "SELECT COUNT(*) FROM payments"), 1);
}

TEST_F(order_calls_of, given_cash_after_a_declined_card_then_succeeded_at_once) {
  ASSERT_TRUE(start("tok_declined").has_value());
  settle_after(1s);

  const auto cash = start_with({.type = "cash"});
  const auto again = start_with({.type = "cash"});

  ASSERT_TRUE(cash && again);
  EXPECT_EQ(state(), "SUCCEEDED");
  EXPECT_EQ(again->id, cash->id);
  EXPECT_EQ(published(), (Messages{"PAYMENT_FAILED", "PAYMENT_SUCCEEDED"}));
  EXPECT_NE(last_message().find("\"method\":\"cash\""), std::string::npos);
  EXPECT_EQ(taken(), 0);
}

TEST_F(order_calls_of, given_card_without_token_then_422_at_the_token) {
  const auto started = start_with({.type = "card"});

  ASSERT_FALSE(started.has_value());
  ASSERT_EQ(started.error().fields.size(), 1U);
  EXPECT_EQ(started.error().fields.front().pointer, "/paymentMethod/token");
}

TEST_F(order_calls_of, given_token_that_the_provider_does_not_know_then_refused_like_any_card_and_another_may_pay) {
  orders.add(1);
  ASSERT_TRUE(start("tok_unknown").has_value());

  settle();

  EXPECT_EQ(state(), "FAILED/DECLINED");
  EXPECT_EQ(published(), Messages{"PAYMENT_FAILED"});
  clock.advance(1s);
  ASSERT_TRUE(pay("tok_visa").has_value());
  EXPECT_EQ(state(), "SUCCEEDED");
}

TEST_F(order_calls_of, given_every_state_when_closed_then_the_gates_table) {
  struct Case {
    const char* name;
    std::string token;  // empty: no payment
    bool unless_open;
    contracts::GateClosed answer;
    bool may_start;
  };
  const std::array cases{
      Case{"none, always", "", false, {.closed = true, .payment_open = false}, false},
      Case{"none, unless open", "", true, {.closed = true, .payment_open = false}, false},
      Case{"failed, always", "tok_declined", false, {.closed = true, .payment_open = false}, false},
      Case{"failed, unless open", "tok_declined", true, {.closed = true, .payment_open = false}, false},
      Case{"open, always", "tok_timeout", false, {.closed = true, .payment_open = true}, false},
      Case{"open, unless open", "tok_timeout", true, {.closed = false, .payment_open = true}, true},
      Case{"succeeded, always", "tok_visa", false, {.closed = true, .payment_open = true}, false},
      Case{"succeeded, unless open", "tok_visa", true, {.closed = false, .payment_open = true}, true},
  };
  int order_number = 0;
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    orders.add(++order_number);
    if (!each.token.empty()) {
      ASSERT_TRUE(pay(each.token, each.name, order_number).has_value());
    }
    for (int repeat = 0; repeat < 2; ++repeat) {
      const auto closed = close(each.unless_open, order_number);
      EXPECT_EQ(closed.closed, each.answer.closed);
      EXPECT_EQ(closed.payment_open, each.answer.payment_open);
    }
    EXPECT_EQ(!kit::testing::run(store.is_gate_closed(order(order_number))), each.may_start);
  }
}

TEST_F(order_calls_of, given_closed_gate_when_started_then_not_payable_unless_it_was_started_before) {
  ASSERT_TRUE(start("tok_visa", 1).has_value());
  close(false, 1);
  close(false, 2);

  EXPECT_TRUE(start("tok_visa", 1).has_value());
  const auto refused = start("tok_visa", 2);

  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, codes::order_not_payable);
}

TEST_F(order_calls_of, given_closed_gate_before_the_first_charge_then_voided_as_hold_expired) {
  ASSERT_TRUE(start("tok_visa").has_value());
  close();

  settle();

  EXPECT_EQ(state(), "FAILED/HOLD_EXPIRED");
  EXPECT_EQ(published(), Messages{"PAYMENT_FAILED"});
  EXPECT_EQ(taken(), 0);
}

TEST_F(order_calls_of, given_refund_twice_then_the_money_goes_back_once) {
  ASSERT_TRUE(start("tok_visa").has_value());
  settle();

  ASSERT_TRUE(refund().has_value());
  ASSERT_TRUE(refund().has_value());
  settle();
  const auto afterwards = refund();
  settle();

  ASSERT_TRUE(afterwards.has_value());
  EXPECT_EQ(afterwards->status, PaymentStatus::refunded);
  EXPECT_EQ(state(), "REFUNDED");
  EXPECT_EQ(published(), (Messages{"PAYMENT_SUCCEEDED", "PAYMENT_REFUNDED"}));
  EXPECT_NE(last_message().find("\"reason\":\"for a test\""), std::string::npos);
  EXPECT_EQ(provider.refunds, 1);
  EXPECT_EQ(taken(), 0);
}

TEST_F(order_calls_of, given_lost_answer_of_the_refund_then_repeated_until_known) {
  ASSERT_TRUE(start("tok_visa").has_value());
  settle();
  ASSERT_TRUE(refund().has_value());
  provider.fault = BadLine::Fault::lose_answers;
  settle();
  EXPECT_EQ(state(), "SUCCEEDED");
  provider.fault = BadLine::Fault::none;

  settle_after(3s);

  EXPECT_EQ(state(), "REFUNDED");
  EXPECT_EQ(published(), (Messages{"PAYMENT_SUCCEEDED", "PAYMENT_REFUNDED"}));
}

TEST_F(order_calls_of, given_nothing_taken_when_refunded_then_not_found) {
  ASSERT_TRUE(start("tok_declined").has_value());
  settle();

  for (const int order_number : {1, 99}) {
    SCOPED_TRACE(order_number);
    const auto refunded = refund(order_number);
    ASSERT_FALSE(refunded.has_value());
    EXPECT_EQ(refunded.error().code, kit::base::codes::not_found);
  }
}

TEST_F(order_calls_of, given_pending_payment_when_refunded_then_voided_while_the_provider_works_on_it) {
  ASSERT_TRUE(start("tok_timeout").has_value());
  settle();
  ASSERT_EQ(state(), "PENDING");

  ASSERT_TRUE(refund().has_value());
  settle();

  EXPECT_EQ(state(), "FAILED/HOLD_EXPIRED");
  settle_after(10s);
  EXPECT_EQ(taken(), 0);
  EXPECT_EQ(published(), Messages{"PAYMENT_FAILED"});
}

TEST_F(order_calls_of, given_refund_wanted_while_pending_and_it_succeeded_meanwhile_then_taken_and_given_back) {
  ASSERT_TRUE(start("tok_timeout").has_value());
  settle();
  clock.advance(6s);

  ASSERT_TRUE(refund().has_value());
  settle();
  settle();

  EXPECT_EQ(state(), "REFUNDED");
  EXPECT_EQ(published(), (Messages{"PAYMENT_SUCCEEDED", "PAYMENT_REFUNDED"}));
  EXPECT_EQ(taken(), 0);
}

TEST_F(order_calls_of, given_cash_when_refunded_then_without_the_provider) {
  ASSERT_TRUE(start_with({.type = "cash"}).has_value());

  ASSERT_TRUE(refund().has_value());
  settle();

  EXPECT_EQ(state(), "REFUNDED");
  EXPECT_EQ(provider.refunds, 0);
}

TEST_F(order_calls_of, given_provider_that_stays_silent_then_failed_only_once_it_has_voided) {
  ASSERT_TRUE(start("tok_visa").has_value());
  provider.fault = BadLine::Fault::lose_calls;
  settle_after(give_up_after + 1s);
  EXPECT_EQ(state(), "PENDING") << "unknown is never failed";

  provider.fault = BadLine::Fault::none;
  settle_after(1min);

  EXPECT_EQ(state(), "FAILED/TIMEOUT");
  EXPECT_EQ(number(provider_database, "SELECT COUNT(*) FROM charges WHERE ends_as = 'VOIDED'"), 1);
}

TEST_F(order_calls_of, given_worker_that_dies_with_its_claim_then_another_goes_on_after_the_lease) {
  ASSERT_TRUE(start("tok_visa").has_value());
  ASSERT_EQ(kit::testing::run(store.claim(10)).size(), 1U);

  settle();
  EXPECT_EQ(state(), "PENDING");
  settle_after(due_lease);

  EXPECT_EQ(state(), "SUCCEEDED");
}

TEST_F(order_calls_of, given_trace_of_the_start_then_the_worker_goes_on_with_it) {
  const Context context{.trace = {.trace_id = std::string(32, 'a'), .span_id = std::string(16, 'b')}};
  ASSERT_TRUE(kit::testing::run(order_calls.start(context, {.order_id = order(),
                                                            .user_id = user(),
                                                            .amount = 1,
                                                            .currency = "EUR",
                                                            .payment_method = {.type = "card", .token = "tok_visa"}}))
                  .has_value());

  const auto due = kit::testing::run(store.claim(10));

  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due.front().context.trace.trace_id, std::string(32, 'a'));
}

}  // namespace
}  // namespace boxoffice::services::payments
