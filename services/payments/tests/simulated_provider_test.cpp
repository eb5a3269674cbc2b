// The simulator as somebody else's system: idempotent by payment id, whatever we ask and in which order.

#include "services/payments/adapters/simulated_provider.hpp"

#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/seeded_random.hpp"
#include "kit/testing/sql/queries.hpp"
#include "kit/testing/sql/temporary_database.hpp"
#include "services/payments/adapters/simulated_tokens.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::services::payments {
namespace {

using namespace std::chrono_literals;
using kit::testing::run;

class simulated_provider : public testing::Test {
 protected:
  ChargeStatus charge(std::string token, std::string id = "p",
                      std::optional<kit::base::Timestamp> hold_expires_at = {}) {
    return run(provider.charge({}, {.id = contracts::PaymentId{std::move(id)},
                                    .amount = 100,
                                    .currency = "EUR",
                                    .token = std::move(token),
                                    .hold_expires_at = hold_expires_at}));
  }
  std::optional<ChargeStatus> query() { return run(provider.query({}, payment)); }
  ChargeStatus refund() { return run(provider.refund({}, payment)); }
  ChargeStatus void_charge() { return run(provider.void_charge({}, payment)); }
  std::int64_t count(const std::string& table) {
    return kit::testing::number_in(*database, "SELECT COUNT(*) FROM " + table);
  }

  const contracts::PaymentId payment{"p"};
  kit::testing::FakeClock clock{};
  kit::testing::SeededRandom random{};
  kit::base::IdGenerator ids{clock, random};
  kit::testing::TemporaryDatabase database{simulator_migrations()};
  SimulatedProvider provider{*database, clock, random, ids, {.assumed_hold = 10s}};
};

TEST_F(simulated_provider, given_same_payment_charged_again_then_the_first_charge_stands) {
  EXPECT_EQ(charge("tok_declined"), ChargeStatus::declined);
  EXPECT_EQ(charge("tok_visa"), ChargeStatus::declined);
  EXPECT_EQ(charge("tok_duplicate_webhook"), ChargeStatus::declined);
  EXPECT_EQ(count("charges"), 1);
  EXPECT_EQ(count("webhooks"), 0);
}

TEST_F(simulated_provider, given_restart_then_it_remembers) {
  EXPECT_EQ(charge("tok_visa"), ChargeStatus::succeeded);
  database.reopen();
  SimulatedProvider again{*database, clock, random, ids, {}};

  EXPECT_EQ(run(again.query({}, payment)), ChargeStatus::succeeded);
}

TEST_F(simulated_provider, given_slow_tokens_then_processing_until_their_time) {
  EXPECT_EQ(charge("tok_timeout", "p"), ChargeStatus::processing);
  EXPECT_EQ(charge("tok_late_webhook", "late"), ChargeStatus::processing);

  clock.advance(4999ms);
  EXPECT_EQ(query(), ChargeStatus::processing);
  clock.advance(1ms);
  EXPECT_EQ(query(), ChargeStatus::succeeded);
  EXPECT_EQ(run(provider.query({}, contracts::PaymentId{"late"})), ChargeStatus::processing);
  clock.advance(7s);
  EXPECT_EQ(run(provider.query({}, contracts::PaymentId{"late"})), ChargeStatus::succeeded);
}

TEST_F(simulated_provider, given_known_end_of_the_hold_then_tok_late_webhook_settles_two_seconds_after_it) {
  const auto start = clock.now();
  EXPECT_EQ(charge("tok_late_webhook", "p", start + 30s), ChargeStatus::processing);

  clock.set(start + 31'999ms);
  EXPECT_EQ(query(), ChargeStatus::processing);
  clock.set(start + 32s);
  EXPECT_EQ(query(), ChargeStatus::succeeded);
}

TEST_F(simulated_provider, given_hold_that_is_over_then_tok_late_webhook_settles_at_once) {
  EXPECT_EQ(charge("tok_late_webhook", "p", clock.now() - 2s), ChargeStatus::succeeded);
  EXPECT_EQ(charge("tok_late_webhook", "late", clock.now() - 1s), ChargeStatus::processing);
}

TEST_F(simulated_provider, given_random_token_then_about_nine_in_ten_succeed_and_each_stays_as_it_is) {
  int succeeded = 0;
  constexpr int charges = 200;
  for (int number = 0; number < charges; ++number) {
    const std::string id = std::to_string(number);
    const auto status = charge("tok_random", id);
    EXPECT_EQ(charge("tok_random", id), status);
    if (status == ChargeStatus::succeeded) ++succeeded;
  }
  EXPECT_GT(succeeded, charges * 8 / 10);
  EXPECT_LT(succeeded, charges);
}

TEST_F(simulated_provider, given_void_then_only_what_is_not_over_is_voided) {
  EXPECT_EQ(query(), std::nullopt);
  EXPECT_EQ(void_charge(), ChargeStatus::voided);
  EXPECT_EQ(charge("tok_visa"), ChargeStatus::voided) << "a charge that comes after its void takes nothing";
  EXPECT_EQ(void_charge(), ChargeStatus::voided);
}

TEST_F(simulated_provider, given_void_of_a_slow_charge_then_it_never_succeeds) {
  EXPECT_EQ(charge("tok_timeout"), ChargeStatus::processing);
  EXPECT_EQ(void_charge(), ChargeStatus::voided);

  clock.advance(1min);

  EXPECT_EQ(query(), ChargeStatus::voided);
}

TEST_F(simulated_provider, given_void_of_what_is_over_then_it_stays) {
  EXPECT_EQ(charge("tok_visa"), ChargeStatus::succeeded);

  EXPECT_EQ(void_charge(), ChargeStatus::succeeded);
}

TEST_F(simulated_provider, given_refunds_then_only_what_was_taken_goes_back) {
  EXPECT_EQ(refund(), ChargeStatus::voided) << "never heard of";
  EXPECT_EQ(charge("tok_timeout"), ChargeStatus::processing);
  EXPECT_EQ(refund(), ChargeStatus::processing);
  clock.advance(5s);
  EXPECT_EQ(refund(), ChargeStatus::refunded);
  EXPECT_EQ(refund(), ChargeStatus::refunded);
  EXPECT_EQ(charge("tok_visa"), ChargeStatus::refunded);
}

TEST_F(simulated_provider, given_declined_charge_then_there_is_nothing_to_refund) {
  charge("tok_declined");

  EXPECT_EQ(refund(), ChargeStatus::declined);
}

TEST_F(simulated_provider, given_texts_then_only_its_own_tokens_are_accepted) {
  for (const char* token : {"tok_visa", "tok_declined", "tok_insufficient_funds", "tok_timeout",
                            "tok_duplicate_webhook", "tok_late_webhook", "tok_random"}) {
    SCOPED_TRACE(token);
    EXPECT_TRUE(provider.accepts(token));
  }
  for (const char* text : {"", "tok_", "tok_visa ", "TOK_VISA", "visa"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(provider.accepts(text));
  }
}

}  // namespace
}  // namespace boxoffice::services::payments
