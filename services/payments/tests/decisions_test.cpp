// The tables of the service: statuses, the meaning of the provider's answers, and what to do about a pending payment.

#include "services/payments/core/charging.hpp"
#include "services/payments/core/settle_payment.hpp"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <set>
#include <utility>

namespace boxoffice::services::payments {
namespace {

TEST(payment_status, given_every_pair_then_only_the_table_changes) {
  using enum PaymentStatus;
  const std::set<std::pair<PaymentStatus, PaymentStatus>> allowed{
      {pending, succeeded}, {pending, failed}, {succeeded, refunded}};
  for (const auto from : {pending, succeeded, failed, refunded}) {
    for (const auto to : {pending, succeeded, failed, refunded}) {
      SCOPED_TRACE(static_cast<int>(from) * 10 + static_cast<int>(to));
      EXPECT_EQ(may_become(from, to), allowed.contains({from, to}));
    }
  }
}

TEST(outcome, given_every_charge_then_what_it_means) {
  using enum ChargeStatus;
  struct Case {
    ChargeStatus charge{};
    Outcome outcome;
  };
  const std::array cases{
      Case{processing, {PaymentStatus::pending, std::nullopt}},
      Case{succeeded, {PaymentStatus::succeeded, std::nullopt}},
      Case{refunded, {PaymentStatus::succeeded, std::nullopt}},
      Case{declined, {PaymentStatus::failed, FailureCode::declined}},
      Case{insufficient_funds, {PaymentStatus::failed, FailureCode::insufficient_funds}},
      Case{voided, {PaymentStatus::failed, FailureCode::hold_expired}},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(static_cast<int>(each.charge));
    EXPECT_EQ(outcome_of(each.charge, FailureCode::hold_expired), each.outcome);
  }
}

TEST(next_step, given_situations_then_steps) {
  using enum SettlingStep;
  using std::chrono::milliseconds;
  constexpr milliseconds young{999};
  constexpr milliseconds old{1000};
  constexpr auto unknown = std::nullopt;
  constexpr auto processing = ChargeStatus::processing;
  struct Case {
    const char* name;
    std::optional<ChargeStatus> charge;
    bool gate_closed;
    bool refund_wanted;
    milliseconds age;
    SettlingStep step;
  };
  const std::array cases{
      Case{"never arrived", unknown, false, false, young, charge},
      Case{"never arrived, gate closed", unknown, true, false, young, void_charge},
      Case{"never arrived, refund wanted", unknown, false, true, young, void_charge},
      Case{"never arrived, old", unknown, false, false, old, void_charge},
      Case{"processing", processing, false, false, young, wait},
      Case{"processing, gate closed", processing, true, false, young, wait},
      Case{"processing, refund wanted", processing, false, true, young, void_charge},
      Case{"processing, old", processing, false, false, old, void_charge},
      Case{"succeeded too late", ChargeStatus::succeeded, true, true, old, record},
      Case{"declined", ChargeStatus::declined, false, false, young, record},
      Case{"voided", ChargeStatus::voided, true, false, young, record},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    const Situation situation{.charge = each.charge,
                              .gate_closed = each.gate_closed,
                              .refund_wanted = each.refund_wanted,
                              .age = each.age,
                              .give_up_after = old};
    EXPECT_EQ(next_step(situation), each.step);
  }
}

TEST(pause_after, given_more_looks_then_it_doubles_up_to_a_limit) {
  using std::chrono::seconds;
  EXPECT_EQ(pause_after(0), seconds{1});
  EXPECT_EQ(pause_after(1), seconds{2});
  EXPECT_EQ(pause_after(5), seconds{32});
  EXPECT_EQ(pause_after(1000), seconds{32});
}

}  // namespace
}  // namespace boxoffice::services::payments
