#include "services/payments/core/settle_payment.hpp"

#include "kit/base/ensure.hpp"
#include "kit/base/failure.hpp"
#include "services/payments/core/charging.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::services::payments {

namespace {

constexpr std::size_t claim_limit = 8;
constexpr std::chrono::seconds claim_use{8};  // of the lease; the last payment of a claim must fit into the rest

}  // namespace

SettlingStep next_step(const Situation& situation) {
  const bool too_old = situation.age >= situation.give_up_after;
  if (!situation.charge) {
    const bool unwanted = situation.gate_closed || situation.refund_wanted || too_old;
    return unwanted ? SettlingStep::void_charge : SettlingStep::charge;
  }
  if (*situation.charge != ChargeStatus::processing) return SettlingStep::record;
  // A closed gate alone does not end a charge that is under way: its outcome decides the order.
  return situation.refund_wanted || too_old ? SettlingStep::void_charge : SettlingStep::wait;
}

std::chrono::milliseconds pause_after(std::int64_t looks) {
  constexpr std::chrono::seconds first{1};
  constexpr std::int64_t doublings = 5;
  return first * (std::int64_t{1} << std::clamp<std::int64_t>(looks, 0, doublings));
}

Task<bool> SettlePayment::run_due() const {
  const auto claimed = co_await due_.claim(claim_limit);
  const Timestamp end = clock_.now() + claim_use;
  for (const auto& each : claimed) {
    if (clock_.now() >= end) break;  // the provider is slow; the rest is claimed again when the lease is over
    co_await run(each.context, each.payment);
  }
  co_return claimed.size() == claim_limit;
}

Task<> SettlePayment::run(Context context, Payment payment) const {
  bool done = false;
  try {
    done = payment.status == PaymentStatus::pending ? co_await settle(context, payment)
                                                    : co_await give_back(context, payment);
  } catch (const kit::base::Unavailable&) {
    done = false;  // no answer is no outcome: ask again
  }
  if (done) co_return;
  const Timestamp due_at = clock_.now() + pause_after(payment.looks);
  co_await due_.postpone(std::move(payment), due_at);
}

Task<bool> SettlePayment::settle(Context context, Payment payment) const {
  Situation situation{.charge = co_await within_limit(context, provider_.query(context, payment.id)),
                      .refund_wanted = payment.refund_reason.has_value(),
                      .age = clock_.now() - payment.created_at,
                      .give_up_after = give_up_after_};
  const bool needs_gate = !situation.charge || *situation.charge == ChargeStatus::voided;
  if (needs_gate) situation.gate_closed = co_await store_.is_gate_closed(payment.order_id);

  const SettlingStep step = next_step(situation);
  const ChargeStatus charge = step == SettlingStep::charge || step == SettlingStep::void_charge
                                  ? co_await perform(context, payment, step)
                                  : *situation.charge;
  const bool in_vain = situation.gate_closed || situation.refund_wanted;
  const Outcome outcome = outcome_of(charge, in_vain ? FailureCode::hold_expired : FailureCode::timeout);
  if (outcome.status == PaymentStatus::pending) co_return false;
  co_await store_.record(std::move(context), std::move(payment.id), outcome);
  co_return true;
}

Task<ChargeStatus> SettlePayment::perform(Context context, Payment payment, SettlingStep step) const {
  auto call = step == SettlingStep::charge ? provider_.charge(context, std::move(payment))
                                           : provider_.void_charge(context, std::move(payment.id));
  const ChargeStatus status = co_await within_limit(std::move(context), std::move(call));
  if (step == SettlingStep::charge) after_charge_();
  co_return status;
}

Task<bool> SettlePayment::give_back(Context context, Payment payment) const {
  if (payment.status != PaymentStatus::succeeded || !payment.refund_reason) co_return true;
  if (payment.method == Method::card) {
    const auto charge = co_await within_limit(context, provider_.refund(context, payment.id));
    if (charge != ChargeStatus::refunded) co_return false;
  }
  co_await store_.record_refund(std::move(context), std::move(payment.id));
  co_return true;
}

}  // namespace boxoffice::services::payments
