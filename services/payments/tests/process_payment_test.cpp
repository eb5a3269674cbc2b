// A buyer pays: every token, every refusal, what a key does, and what a crash or a bad line leaves behind.

#include "services/payments/core/errors.hpp"
#include "services/payments/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <string>

namespace boxoffice::services::payments {
namespace {

using namespace std::chrono_literals;

class paying : public PaymentsFixture {
 protected:
  paying() { orders.add(1); }

  void expect_refused(const Result<KeptAnswer>& answer, const kit::base::ErrorCode& code) {
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().code, code);
  }
};

using Messages = std::vector<std::string>;

TEST_F(paying, given_every_token_then_its_answer_and_its_end) {
  struct Case {
    std::string token;
    int status;
    std::string answered;
    std::chrono::milliseconds settles_after;
    std::string end;
    Messages messages;
  };
  const std::array cases{
      Case{"tok_visa", 200, "SUCCEEDED", 0s, "SUCCEEDED", {"PAYMENT_SUCCEEDED"}},
      Case{"tok_declined", 402, "FAILED/DECLINED", 0s, "FAILED/DECLINED", {"PAYMENT_FAILED"}},
      Case{"tok_insufficient_funds",
           402,
           "FAILED/INSUFFICIENT_FUNDS",
           0s,
           "FAILED/INSUFFICIENT_FUNDS",
           {"PAYMENT_FAILED"}},
      Case{"tok_timeout", 200, "PENDING", 6s, "SUCCEEDED", {"PAYMENT_SUCCEEDED"}},
      Case{"tok_duplicate_webhook", 200, "SUCCEEDED", 0s, "SUCCEEDED", {"PAYMENT_SUCCEEDED"}},
      Case{"tok_late_webhook", 200, "PENDING", hold + 3s, "SUCCEEDED", {"PAYMENT_SUCCEEDED"}},
  };
  int order_number = 10;
  for (const auto& each : cases) {
    SCOPED_TRACE(each.token);
    const auto messages_before = static_cast<std::ptrdiff_t>(published().size());
    orders.add(++order_number);
    const auto answer = pay(each.token, each.token, order_number);
    settle_after(each.settles_after);

    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->status, each.status);
    EXPECT_EQ(answer->body, each.answered);
    EXPECT_EQ(state(order_number), each.end);
    const auto messages = published();
    EXPECT_EQ(Messages(messages.begin() + messages_before, messages.end()), each.messages);
  }
}

TEST_F(paying, given_payment_then_amount_and_owner_are_the_orders) {
  ASSERT_TRUE(pay("tok_visa").has_value());

  EXPECT_EQ(latest().amount, 4500);
  EXPECT_EQ(latest().currency, "EUR");
  EXPECT_EQ(latest().user_id, user());
  EXPECT_EQ(number(provider_database, "SELECT amount FROM charges"), 4500);
  EXPECT_NE(last_message().find("\"amount\":4500"), std::string::npos);
}

TEST_F(paying, given_no_outcome_before_its_time_then_still_pending) {
  ASSERT_TRUE(pay("tok_late_webhook").has_value());

  settle_after(hold + 1s);

  EXPECT_EQ(state(), "PENDING");
  EXPECT_TRUE(published().empty());
}

TEST_F(paying, given_order_that_is_paid_late_then_a_late_webhook_counts_from_the_end_of_its_hold) {
  orders.known.at(order(1)).expires_at = clock.now() + 60s;
  ASSERT_TRUE(pay("tok_late_webhook").has_value());

  settle_after(61s);
  EXPECT_EQ(state(), "PENDING");

  settle_after(32s);  // no more than one pause between two looks later
  EXPECT_EQ(state(), "SUCCEEDED");
}

TEST_F(paying, given_unknown_token_then_422_at_token_and_nothing_is_stored) {
  const auto answer = pay("tok_unknown");

  expect_refused(answer, kit::base::codes::validation_failed);
  ASSERT_EQ(answer.error().fields.size(), 1U);
  EXPECT_EQ(answer.error().fields.front().pointer, "/paymentMethod/token");
  EXPECT_EQ(orders.snapshots, 0);
  EXPECT_EQ(number(database, "SELECT COUNT(*) FROM payments"), 0);
}

TEST_F(paying, given_orders_that_cannot_be_paid_then_refused_and_the_key_is_free) {
  struct Case {
    const char* name = "";
    int number = 0;
    kit::base::ErrorCode code;
  };
  orders.add(2, "PENDING", 2);
  orders.add(3, "CONFIRMED");
  orders.add(4, "EXPIRED");
  orders.add(5);
  close(false, 5);
  const std::array cases{
      Case{"no such order", 99, kit::base::codes::not_found}, Case{"somebody else's", 2, kit::base::codes::not_found},
      Case{"confirmed", 3, codes::order_not_payable},         Case{"expired", 4, codes::order_not_payable},
      Case{"gate closed", 5, codes::order_not_payable},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    expect_refused(pay("tok_visa", "k", each.number), each.code);
  }
  EXPECT_EQ(provider.charges, 0);
  EXPECT_EQ(number(database, "SELECT COUNT(*) FROM idempotency_keys"), 0);
  EXPECT_TRUE(pay("tok_visa", "k", 1).has_value());
}

TEST_F(paying, given_open_or_succeeded_payment_when_paid_with_another_key_then_in_progress) {
  ASSERT_TRUE(pay("tok_timeout", "first").has_value());

  expect_refused(pay("tok_visa", "second"), codes::payment_in_progress);
  settle_after(6s);
  expect_refused(pay("tok_visa", "third"), codes::payment_in_progress);
  EXPECT_EQ(taken(), 1);
}

TEST_F(paying, given_refused_payment_then_another_card_may_be_tried) {
  ASSERT_TRUE(pay("tok_declined", "first").has_value());
  clock.advance(1s);

  const auto second = pay("tok_visa", "second");

  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->body, "SUCCEEDED");
  EXPECT_EQ(state(), "SUCCEEDED");
}

TEST_F(paying, given_same_key_when_repeated_then_replayed_whatever_the_order_is_now) {
  for (const std::string token : {"tok_visa", "tok_declined"}) {
    SCOPED_TRACE(token);
    orders.add(7);
    const int number_of_order = token == "tok_visa" ? 1 : 7;
    const auto first = pay(token, token, number_of_order);
    orders.add(number_of_order, "CONFIRMED");
    const auto repeat = pay(token, token, number_of_order);

    ASSERT_TRUE(first.has_value());
    ASSERT_TRUE(repeat.has_value());
    EXPECT_FALSE(first->replayed);
    EXPECT_TRUE(repeat->replayed);
    EXPECT_EQ(repeat->status, first->status);
    EXPECT_EQ(repeat->body, first->body);
  }
  EXPECT_EQ(provider.charges, 2);
}

TEST_F(paying, given_same_key_for_something_else_then_reused) {
  ASSERT_TRUE(pay("tok_visa", "k").has_value());

  const auto other = kit::testing::run(process_payment.run(
      {}, key("k", "other"), {.user_id = user(), .order_id = order(), .token = "tok_visa"}, render));

  expect_refused(other, kit::base::codes::idempotency_key_reused);
}

TEST_F(paying, given_crash_after_the_charge_then_a_worker_records_the_success_once) {
  after_charge = [] { throw std::runtime_error("killed, for a test"); };
  EXPECT_THROW(std::ignore = pay("tok_visa"), std::runtime_error);
  ASSERT_EQ(state(), "PENDING");
  ASSERT_EQ(taken(), 1);

  settle();
  EXPECT_EQ(state(), "PENDING") << "the lease of the request still lives";
  settle_after(15s);
  settle_after(15s);

  EXPECT_EQ(state(), "SUCCEEDED");
  EXPECT_EQ(published(), Messages{"PAYMENT_SUCCEEDED"});
  EXPECT_EQ(provider.charges, 1);
}

TEST_F(paying, given_crash_after_the_charge_when_repeated_then_in_progress_then_taken_over) {
  after_charge = [] { throw std::runtime_error("killed, for a test"); };
  EXPECT_THROW(std::ignore = pay("tok_visa"), std::runtime_error);
  after_charge = [] {};

  expect_refused(pay("tok_visa"), kit::base::codes::request_in_progress);
  clock.advance(15s);
  const auto repeat = pay("tok_visa");

  ASSERT_TRUE(repeat.has_value());
  EXPECT_EQ(repeat->body, "SUCCEEDED");
  EXPECT_EQ(taken(), 1);
  EXPECT_EQ(number(database, "SELECT COUNT(*) FROM payments"), 1);
  EXPECT_EQ(published(), Messages{"PAYMENT_SUCCEEDED"});
}

TEST_F(paying, given_worker_was_faster_than_the_repeat_then_its_outcome_is_the_answer) {
  after_charge = [] { throw std::runtime_error("killed, for a test"); };
  EXPECT_THROW(std::ignore = pay("tok_declined"), std::runtime_error);
  after_charge = [] {};
  settle_after(15s);
  orders.add(1, "EXPIRED");

  const auto repeat = pay("tok_declined");

  ASSERT_TRUE(repeat.has_value());
  EXPECT_EQ(repeat->status, 402);
  EXPECT_EQ(published(), Messages{"PAYMENT_FAILED"});
}

TEST_F(paying, given_lost_call_or_answer_then_pending_and_charged_once) {
  for (const auto fault : {BadLine::Fault::lose_calls, BadLine::Fault::lose_answers}) {
    SCOPED_TRACE(static_cast<int>(fault));
    const int order_number = 20 + static_cast<int>(fault);
    orders.add(order_number);
    const auto taken_before = taken();
    provider.fault = fault;
    const auto answer = pay("tok_visa", fmt::format("k{}", order_number), order_number);
    settle();
    provider.fault = BadLine::Fault::none;
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "PENDING");

    settle_after(3s);

    EXPECT_EQ(state(order_number), "SUCCEEDED");
    EXPECT_EQ(taken(), taken_before + 1);
  }
}

TEST_F(paying, given_success_after_the_gate_closed_then_it_still_succeeds_and_is_told) {
  ASSERT_TRUE(pay("tok_late_webhook").has_value());
  EXPECT_TRUE(close().payment_open);

  settle_after(hold + 3s);

  EXPECT_EQ(state(), "SUCCEEDED");
  EXPECT_EQ(published(), Messages{"PAYMENT_SUCCEEDED"});
}

}  // namespace
}  // namespace boxoffice::services::payments
